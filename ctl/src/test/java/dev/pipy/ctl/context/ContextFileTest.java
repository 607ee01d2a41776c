package dev.pipy.ctl.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.ctl.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContextFileTest {

  private final Path path;
  private final ContextFile file;

  ContextFileTest(@TempDir Path temporary) {
    path = temporary.resolve("pipy/config.yaml");
    file = new ContextFile(path, false);
  }

  private void write(String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
  }

  @Test
  void reads_what_it_wrote() {
    // given
    Context prod =
        Context.named("prod")
            .withTargets(List.of("edge1", "10.0.0.2:6060"))
            .with(Map.of("token-file", "prod.token", "protected", "true", "program", "proxy"));
    Contexts contexts =
        Contexts.NONE
            .with(prod)
            .with(Context.named("local"))
            .withTarget("edge1", "e:6060")
            .using("prod");

    // when
    file.write(contexts);

    // then
    assertThat(file.read()).isEqualTo(contexts);
    assertThat(path).content().contains("protected: true").doesNotContain("cert");
  }

  @Test
  void is_written_for_its_user_only() throws IOException {
    // given
    write("current-context: ''\n");

    // when
    file.write(Contexts.NONE);

    // then
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    try (var files = Files.list(path.getParent())) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void holds_nothing_when_it_is_not_there() {
    assertThat(file.read()).isEqualTo(Contexts.NONE);
    assertThatThrownBy(() -> new ContextFile(path, true).read())
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no such file");
  }

  @ParameterizedTest
  @CsvSource({"rw-rw----", "rw----rw-"})
  void is_not_believed_when_others_can_write_it(String permissions) throws IOException {
    // given
    write("current-context: ''\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));

    // then
    assertThatThrownBy(file::read)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("others can write to it (" + permissions + ")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "contexts: [|is no YAML",
        "- a|the file: [a] (expected: names with values)",
        "context: x|context: not known (expected: one of [contexts, current-context, targets])",
        "contexts: {a: {tokenfile: x}}|contexts.a.tokenfile: not known",
        "contexts: {a: {targets: x}}|contexts.a.targets: x (expected: a list)",
        "contexts: {a: {protected: maybe}}|contexts.a.protected: maybe (expected: true or false)",
        "contexts: {a: {key: [1]}}|contexts.a.key: [1] (expected: a text)",
        "current-context: b|current-context: b (expected: one of [])"
      })
  void tells_what_is_wrong(String text, String message) throws IOException {
    // given
    write(text);

    // then
    assertThatThrownBy(file::read)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(message);
  }

  @Test
  void builds_nothing_from_a_bomb_of_aliases() throws IOException {
    // given
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 60; i++) {
      String before = "*a" + (i - 1);
      bomb.append("a" + i + ": &a" + i + " [" + String.join(",", List.of(before, before)) + "]\n");
    }
    write(bomb.toString());

    // then
    assertThatThrownBy(file::read).isInstanceOf(CommandFailure.class);
  }
}
