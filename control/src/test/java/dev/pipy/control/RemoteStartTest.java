package dev.pipy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a URL in place of a script means.
class RemoteStartTest {

  @ParameterizedTest
  @CsvSource({
    "http://repo.example/a/proxy/, proxy, http://repo.example/a/proxy",
    "http://repo.example/a/proxy/main.js, proxy, http://repo.example/a/proxy",
    "https://repo.example/a/hello.js, hello, https://repo.example/a",
    "http://me:secret@repo.example/, repo-example, http://repo.example",
    "http://repo.example, repo-example, http://repo.example",
  })
  void names_the_program_after_the_last_part(String url, String program, String place)
      throws StartException {
    var codebase = new RemoteCodebase(url);

    assertThat(codebase.program()).isEqualTo(program);
    assertThat(codebase.folderText()).isEqualTo(place);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "http:///x", "http://me:secret@/x", "http://a b/"})
  void refuses_what_is_no_url(String url) {
    assertThatThrownBy(() -> new RemoteCodebase(url))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("expected: a URL")
        .hasMessageNotContaining("secret");
  }

  @Test
  void starts_with_the_script_or_the_main_script_of_the_folder() throws Exception {
    var files = Map.of("app.js", "x".getBytes(StandardCharsets.UTF_8));
    for (var url : new String[] {"http://repo.example/x/", "http://repo.example/x/app.js"}) {
      var codebase = new RemoteCodebase(url);
      codebase.use(files);

      assertThat(codebase.activation(Duration.ZERO).main()).isEqualTo("/app.js");
    }
  }

  @Test
  void says_that_a_folder_has_no_main_script() throws Exception {
    var codebase = new RemoteCodebase("http://repo.example/x/");
    codebase.use(Map.of("a.json", new byte[0]));

    assertThatThrownBy(() -> codebase.activation(Duration.ZERO))
        .isInstanceOf(CodebaseException.class)
        .hasMessageContaining("no main.js");
  }
}
