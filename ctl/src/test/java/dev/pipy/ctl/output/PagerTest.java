package dev.pipy.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Long text at a terminal goes to a program; here one that keeps it in a file.
final class PagerTest {

  private final Path page;
  private final Tool tool;

  PagerTest(@TempDir Path temporary) {
    page = temporary.resolve("page");
    tool = new Tool(temporary).terminal(80).set("PIPY_PAGER", "cat > '" + page + "'");
  }

  @Test
  void gets_the_text_and_nothing_else() {
    // when
    int code = tool.run("explain");

    // then
    assertThat(code).isZero();
    assertThat(page).content().startsWith("PIPY").contains("PIPY1002  ").doesNotContain("More");
    assertThat(tool.out()).isEmpty();
    assertThat(tool.err()).isEqualTo("More about one: pipyctl explain ID\n");
  }

  @Test
  void may_be_left_before_the_end() {
    // given
    tool.set("PIPY_PAGER", "head -c 4 > '" + page + "'");

    // then
    assertThat(tool.run("explain")).isZero();
    assertThat(page).hasContent("PIPY");
  }

  @Test
  void is_not_started_for_a_failure() {
    // when
    int code = tool.run("explain", "PIPY0000");

    // then
    assertThat(code).isEqualTo(5);
    assertThat(tool.err()).contains("no finding has the id PIPY0000");
    assertThat(page).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "explain PIPY1002 --no-pager",
        "explain PIPY1002 -o json",
        "explain PIPY1002 -o name",
        "man deploy --no-pager",
        "help deploy",
      })
  void is_not_asked(String line) {
    assertThat(tool.run(line.split(" ", -1))).isZero();
    assertThat(tool.out()).isNotEmpty();
    assertThat(page).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM=dumb", "PIPY_PAGER=", "PIPY_PAGER=cat", "PIPYCTL_NO_PAGER=true"})
  void is_switched_off_by_variables(String setting) {
    // given
    int equals = setting.indexOf('=');
    tool.set(setting.substring(0, equals), setting.substring(equals + 1));

    // then
    assertThat(tool.run("explain", "PIPY1002")).isZero();
    assertThat(tool.out()).startsWith("PIPY1002: ");
    assertThat(page).doesNotExist();
  }

  @Test
  void has_no_part_in_scripts() {
    // given
    tool.input("explain PIPY1002\n");

    // then
    assertThat(tool.run("shell")).isZero();
    assertThat(tool.out()).startsWith("PIPY1002: ");
    assertThat(page).doesNotExist();
  }

  @Test
  void gets_the_log_of_the_past() throws IOException {
    try (FakeServer server = FakeServer.start()) {
      // given
      tool.target(server);

      // then
      assertThat(tool.run("logs", "-n", "20")).isZero();
      assertThat(page).content().contains("listening on 0.0.0.0:8000", "upstream refused");
      assertThat(tool.out()).isEmpty();
    }
  }
}
