package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScriptErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pipy().listen(1,,2)                    | PIPY1001 /main.js:1:17 Expected an operand but found ,
          pipy({ _n: 0 }).listen(() => _m)       | PIPY1002 /main.js:1:30 _m is not declared did you mean _n?
          pipy().listen(() => typeof nope)       |
          pipy().listen(() => consol.log(1))     | PIPY1002 /main.js:1:21 consol is not declared did you mean console?
          pipy().listen(nope)                    | PIPY1002 /main.js:1:15 nope is not declared
          pipy({ _n: 0 }).listen(_n)             | PIPY1003 /main.js:1:24 ReferenceError: _n has no value outside of callbacks
          pipy({ ...{} }).listen(() => _m)       | PIPY1006 /main.js:1:8 a computed or spread name cannot be known before the script runs
          pipy({ ['a']: 1 })                     | PIPY1006 /main.js:1:8 a computed or spread name cannot be known before the script runs
          pipy(JSON.parse('{}'))                 | PIPY1006 /main.js:1:6 the variables must be an object literal, or a function returning one
          pipy(() => ({ _a: 1 })).listen(() => _a) |
          pipy(5)                                | PIPY1006 /main.js:1:6 the variables must be an object literal, or a function returning one
          pipy().listen(/(/)                     | PIPY1001 /main.js:1:18 Unterminated group
          pipy().handel(1).listne(2)             | PIPY1101 /main.js:1:8 no filter is named handel;PIPY1101 /main.js:1:18 no filter is named listne did you mean listen?
          pipy().listen(null.x)                  | PIPY1003 /main.js:1:20 TypeError: Cannot read property 'x' of null
          ({})                                   | PIPY1004 /main.js:1:1 the script's value is not a Configuration but {}
          pipy().export('', {a: 1})              | PIPY1301 /main.js:1:15 namespace cannot be empty
          pipy().export('n', null)               | PIPY1301 /main.js:1:20 variable list cannot be null
          pipy().export('n', {'': 1})            | PIPY1301 /main.js:1:22 variable name cannot be empty
          pipy().import({a: 1})                  | PIPY1301 /main.js:1:19 namespace expected for import: a
          pipy({a: 1}).export('n', {a: 1})       | PIPY1301 /main.js:1:27 duplicated variable name a
          pipy().import({a: 'n'})                | PIPY1301 /main.js:1:16 cannot import variable a in /main.js
          pipy().use('nope.js')                  | PIPY1005 /main.js:1:8 /nope.js is not in the codebase
          pipy().use('main.js')                  | PIPY1003 /main.js:1:8 cyclic load: /main.js is still loading
          eval('1')                              | PIPY1002 /main.js:1:1 eval is not declared
          Java.type('x')                         | PIPY1002 /main.js:1:1 Java is not declared
          (() => {}).constructor('return 1')()   | PIPY1003 /main.js:1:12 EvalError: dynamic evaluation of code is disabled.
          new Data(5)                            | PIPY1003 /main.js:1:1 TypeError: argument #1 expects a string, an array or an instance of Data
          """)
  void findings_have_exact_places(String script, String expected) {
    try (var program = TestProgram.main(script)) {
      var found = String.join(";", program.findings());
      assertThat(found).isEqualTo(expected == null ? "" : expected);
    }
  }
}
