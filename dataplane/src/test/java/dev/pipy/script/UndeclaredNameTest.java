package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.Diagnostic.Severity;
import dev.pipy.codebase.DiagnosticId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names that nothing declares, and all those that something does.
final class UndeclaredNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "const { a, b: { c = a, ...d }, [e()]: f, ...g } = {}, [h, , i = h, ...j] = []; function e() {"
            + " return [a, c, d, f, g, h, i, j] }",
        "class A extends Object { #p = 1; static q = A; static { A.q } get r() { return super.toString"
            + " && this.#p } s(t = this) { return new.target ?? t } }; new A()",
        "const B = class C { d() { return C } }; B",
        "outer: for (const k in {}) { inner: for (let v of []) { if (k) continue outer; break inner; v }"
            + " }",
        "try { null } catch { undefined } try { 1 } catch ({ message, stack: [s] }) { message; s }",
        "const o = { a: 1, b() { return arguments.length }, get c() { return this }, async *d() {} };"
            + " o?.a?.b?.[0]?.(o)",
        "const f = (x, { y = x } = {}, ...z) => { var w = z; return y + w }; f(1)",
        "hoisted(); function hoisted() { return later }; var later; if (1) { var inner } inner",
        "if (typeof nope === 'undefined') globalThis.nope = 1",
        "typeof guarded !== 'undefined' && guarded()",
        "globalThis.defined = 1; defined",
        "const t = (s, ...v) => s; t`a${t}b`; `x${t}`",
        "switch (1) { case 1: let s = 2; default: s }",
        "for (var i = 0, n = 1; i < n; i++) i; n",
        "const g = function named(n) { return n ? named(n - 1) : 0 }; g",
        "const m = new Map([[1, 2n]]); for (const [k, v] of m) [k, v]",
        "async function w() { for await (const x of []) await x; return import.meta }",
        "let a, b; [a, b] = [b, a]; ({ a, b: [b] } = { a, b: [b] })",
        "console.log(pipy, Data, Message, JSON, algo, os, crypto, __filename, NaN, Infinity, Reflect)",
        "new Promise(r => new Timeout(0).wait().then(r)); URL; http; stats; logging; YAML; XML",
        "const x = 1; { const x = 2; x } (x => x)(x)"
      })
  void no_name_of_a_script_is_missed(String statements) {
    // `import.meta` belongs to modules, so that line is left without it
    var script = statements.replace("return import.meta", "return 1");
    try (var program = TestProgram.main("const all = () => {" + script + "}\npipy().listen(all)")) {
      assertThat(program.findings()).isEmpty();
    }
  }

  @Test
  void context_variables_are_declared_by_all_three_ways() {
    try (var program =
        TestProgram.of(
            "/main.js",
            "pipy({ _a: 0 }).import({ __b: 'b' }).use('/b.js').listen(() => _a + __b + __inbound)",
            "/b.js",
            "pipy(() => ({ _c: 0 })).export('b', { __b: 0 }).listen(() => _c + __b)")) {
      assertThat(program.findings()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipy().listen(() => nope)", "pipy().listen(nope)"})
  void is_found_also_in_code_that_has_not_run(String script) {
    try (var program = TestProgram.main(script)) {
      program.load("/main.js");
      assertThat(program.realm.bind())
          .singleElement()
          .matches(finding -> finding.severity() == Severity.ERROR)
          .extracting(Diagnostic::id)
          .isEqualTo(DiagnosticId.UNDECLARED_NAME);
    }
  }

  @Test
  void a_file_full_of_them_is_reported_in_part() {
    try (var program = TestProgram.main("() => {" + "nope;".repeat(5000) + "}\npipy()")) {
      assertThat(program.findings()).hasSize(200);
    }
  }
}
