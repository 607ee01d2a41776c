package dev.pipy.control.codebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.DiagnosticId;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainScriptTest {

  @Test
  void prefers_what_was_asked_for() throws CodebaseException {
    assertThat(MainScript.choose(List.of("main.js", "lib/other.js"), "lib/other.js"))
        .isEqualTo("lib/other.js");
  }

  @Test
  void takes_main_js_before_others() throws CodebaseException {
    assertThat(MainScript.choose(List.of("a.js", "main.js"), "")).isEqualTo("main.js");
  }

  @Test
  void takes_the_only_script_at_the_top() throws CodebaseException {
    assertThat(MainScript.choose(List.of("lib/a.js", "proxy.js", "x.json"), ""))
        .isEqualTo("proxy.js");
  }

  @Test
  void names_the_candidates_when_there_are_several() {
    var failure =
        catchThrowableOfType(
            CodebaseException.class, () -> MainScript.choose(List.of("b.js", "a.js"), ""));

    assertThat(failure.diagnostics().getFirst().id()).isEqualTo(DiagnosticId.NO_MAIN);
    assertThat(failure.diagnostics().getFirst().suggestion()).contains("a.js, b.js");
  }

  @Test
  void says_that_the_script_asked_for_is_missing() {
    var failure =
        catchThrowableOfType(
            CodebaseException.class, () -> MainScript.choose(List.of("a.js"), "b.js"));

    assertThat(failure.diagnostics().getFirst().id()).isEqualTo(DiagnosticId.FILE_MISSING);
  }
}
