package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptSyntaxTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#!/usr/bin/env node\nf()",
        "import a, { b as c } from './x.js'\nexport const d = c\nexport default class {}",
        "import data from './a.json' with { type: 'json' }",
        "export * from './x.js'",
        "const a = await import('./x.js')\nexport {}",
        "await fetch('/')",
        "document.title = window.name",
        "with (Math) abs(1)",
        "var a = 010; delete a",
        "class A { #b = 1; static { this.c = 2 } has(o) { return #b in o } }",
        "outer: for (;;) { for (const [k, { v = 1, ...r }] of m) continue outer }",
        "try { f() } catch { g() } finally { h?.i?.[0]?.() }",
        "a ??= b; c ||= d; e &&= f ** 2n",
        "for await (const x of y()) z(x)\nexport {}",
        "const r = /(?<y>\\d{4})/v, t = tag`a${1}b`, n = 1_000",
        "async function* g() { yield* h(); await i() }",
        "({ get a() { return 1 }, set a(v) {}, ['b' + 1]: 2, async *c() {} })",
        "<!-- a comment of old\nvar x"
      })
  void takes_scripts_and_modules_of_all_kinds(String text) {
    assertThat(ScriptSyntax.fault("/a.js", text)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          f(1,,2)                      | 1:5
          const a                      | 1:8
          import { a from './a.js'     | 1:12
          export const b = {           | 1:19
          let a; let a                 | 1:12
          """)
  void says_where_it_stops(String text, String place) {
    var fault = Objects.requireNonNull(ScriptSyntax.fault("/a.js", text));

    assertThat(fault.at().toString()).isEqualTo("/a.js:" + place);
    assertThat(fault.message()).isNotBlank().doesNotContain("/a.js");
  }

  @Test
  void endless_nesting_is_a_fault_and_not_a_crash() {
    assertThat(ScriptSyntax.fault("/a.js", "[".repeat(200_000))).isNotNull();
  }
}
