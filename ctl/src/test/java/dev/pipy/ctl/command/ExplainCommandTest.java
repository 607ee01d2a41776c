package dev.pipy.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.pipy.ctl.testing.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// There is no server in these tests.
final class ExplainCommandTest {

  private final Tool tool;

  ExplainCommandTest(@TempDir Path folder) {
    tool = new Tool(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PIPY1002", "pipy1002", "1002"})
  void explains_a_finding(String id) {
    assertThat(tool.run("explain", id)).isZero();
    assertThat(tool.out())
        .startsWith("PIPY1002: a name that nothing declares\n\n*Error")
        .contains("did you mean _target?", "Correct the spelling")
        .doesNotContain("PIPY1003");
    assertThat(tool.err()).isEmpty();
  }

  @Test
  void lists_all_of_them() {
    assertThat(tool.run("explain")).isZero();
    assertThat(tool.out())
        .startsWith("PIPY1001  the file is not JavaScript\n")
        .contains("\nPIPY3001  the port cannot be listened on\n");
  }

  @Test
  void gives_json_to_programs() {
    assertThat(tool.run("explain", "-o", "json")).isZero();
    var all = JsonParser.parseString(tool.out()).getAsJsonObject().getAsJsonArray("findings");
    assertThat(all.size()).isGreaterThan(20);
    assertThat(tool.run("explain", "PIPY1001", "-o", "json")).isZero();
    assertThat(JsonParser.parseString(tool.out()).getAsJsonObject().get("id").getAsString())
        .isEqualTo("PIPY1001");
  }

  @Test
  void does_not_know_every_id() {
    assertThat(tool.run("explain", "PIPY9999")).isEqualTo(5);
    assertThat(tool.err()).contains("no finding has the id PIPY9999", "pipyctl explain");
  }
}
