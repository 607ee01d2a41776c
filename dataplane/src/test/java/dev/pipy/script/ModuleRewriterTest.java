package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModuleRewriterTest {

  @Test
  void a_line_that_begins_with_a_call_of_a_variable_stays_a_statement() {
    try (var program =
        TestProgram.main(
                """
                pipy({ _f: x => x + 1 }).listen(() => {
                  const a = 1
                  _f(a)
                  return a
                })
                """)
            .loaded()) {
      assertThat(program.result(0)).isEqualTo(1);
    }
  }

  @Test
  void statements_before_the_configuration_are_local_to_the_file() {
    try (var program =
        TestProgram.of(
                "/main.js",
                "const limit = 3; // three\npipy({ _n: 1 }).use('b.js').listen(() => limit + _n);\n",
                "/b.js",
                "var limit = 4\npipy().listen(() => limit) // end")
            .loaded()) {
      assertThat(program.result(1)).isEqualTo(4);
      assertThat(program.result(2)).isEqualTo(4);
    }
  }

  /// The body of a callback that sees `_n` = 1, `_s` = 'a', `_f` = x => x + 1, `_o` = {a: {b: 2}},
  /// and a class `_C`.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          _n                                                        | 1
          { _n++; _n += 2; return _n }                              | 4
          (_n)                                                      | 1
          ((_n)) + (_s)                                             | 1a
          (_f)(1) + (_f(1))                                         | 4
          new (_C)(5).x                                             | 5
          typeof (_n)                                               | number
          { (_n) = 4; return (_n) }                                 | 4
          [(_n), { a: (_s) }.a, `${(_n)}`]                          | [1, a, 1]
          { _n ??= 7; _s &&= 'b'; return [_n, _s] }                 | [1, b]
          { [_n, _s] = [5, 'x']; return [_n, _s] }                  | [5, x]
          { ({ _n } = { _n: 6 }); return _n }                       | 6
          { ({ _n = 3 } = {}); return _n }                          | 3
          { ({ a: _n, ...v } = { a: 8, b: 9 }); return [_n, v.b] }  | [8, 9]
          { const { _n } = { _n: 9 }; return _n }                   | 9
          { let { a = _n } = {}; return a }                         | 1
          ({ _n, _s })['_n'] + ({ _n })._n                          | 2
          ({ _n: 5 })._n                                            | 5
          v._n                                                      |
          ((_n) => _n)(12)                                          | 12
          ((a = _n) => a)()                                         | 1
          (({ _n }) => _n)({ _n: 3 })                               | 3
          { for (const _n of [4]) return _n }                       | 4
          { for (_n of [4, 5]); return _n }                         | 5
          { for (let i = 0; i < _n; i++) return i }                 | 0
          { try { throw 2 } catch (_n) { return _n } }              | 2
          { _n: for (;;) { break _n } return _n }                   | 1
          `${_n}-${_s}${`${_o.a.b}`}`                               | 1-a2
          _o?.a?.b + (_o?.['a'])['b']                               | 4
          _f(1) + _f?.(2)                                           | 5
          { const a = 1; _f(a); return a }                          | 1
          _g()                                                      | undefined
          new _C(5).x + new _o.C().x                                | 7
          { class A extends _C { y = _n; static #z = _s; get z() { return A.#z } } return [new A(1).x, new A(1).y, new A().z] }            | [1, 1, a]
          { const o = { get _n() { return 5 }, [_s]: _n }; return [o._n, o.a] } | [5, 1]
          [..._s, ...[_n]]                                          | [a, 1]
          typeof _n + typeof _nope                                  | numberundefined
          (() => { var _s = 'v'; return (() => _s)() })()           | v
          (function _n() { return typeof _n })()                    | function
          _t`x${1}`                                                 | 1
          __filename                                                | /main.js
          { return ((__filename) => __filename)('p') }              | p
          (_n, _s)                                                  | a
          _n ? _s : _n                                              | a
          __inbound                                                 |
          [0, _n].map(_f)                                           | [1, 2]
          """)
  void reads_and_writes_variables_as_a_scope_would(String body, String expected) {
    var script =
        """
        pipy({
          _n: 1,
          _s: 'a',
          _f: x => x + 1,
          _g: function () { return String(this) },
          _o: { a: { b: 2 }, C: class { x = 2 } },
          _C: class { constructor(x) { this.x = x } },
          _t: (strings, x) => x,
        }).listen(v => %s)
        """
            .formatted(body);
    try (var program = TestProgram.main(script).loaded()) {
      var result = program.result(0, Event.StreamEnd.CLEAN);
      assertThat(result == null ? null : result.toString()).isEqualTo(expected);
    }
  }
}
