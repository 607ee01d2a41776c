package dev.pipy.ctl.codebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.ctl.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetFolderTest {

  private final Path temporary;
  private final Path folder;

  TargetFolderTest(@TempDir Path temporary) {
    this.temporary = temporary;
    this.folder = temporary.resolve("target");
  }

  private void write(String path, boolean replaces) {
    new TargetFolder(folder).write(Map.of(path, new byte[] {'n', 'e', 'w'}), replaces);
  }

  @Test
  void writes_files_into_folders_that_it_makes() throws IOException {
    // when
    write("lib/a/x.js", false);

    // then
    assertThat(folder.resolve("lib/a/x.js")).hasContent("new");
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void replaces_files_only_when_told_to() throws IOException {
    // given
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("main.js"), "old");

    // then
    assertThatThrownBy(() -> write("main.js", false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("would replace main.js");
    assertThat(folder.resolve("main.js")).hasContent("old");
    write("main.js", true);
    assertThat(folder.resolve("main.js")).hasContent("new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "/tmp/x",
        "a/../../x",
        "",
        "a//b",
        "./x",
        "a\\b",
        "a\u0000b",
        "..",
        "a/.."
      })
  void writes_nothing_to_where_a_server_must_not_point(String path) throws IOException {
    // then
    assertThatThrownBy(() -> write(path, true))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no place in a folder");
    try (Stream<Path> files = Files.walk(temporary)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void follows_no_links_out_of_the_folder() throws IOException {
    // given
    Path outside = Files.createDirectories(temporary.resolve("outside"));
    Files.writeString(outside.resolve("x"), "old");
    Files.createDirectories(folder);
    Files.createSymbolicLink(folder.resolve("link"), outside);
    Files.createSymbolicLink(folder.resolve("x"), outside.resolve("x"));

    // then
    assertThatThrownBy(() -> write("link/x", true))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("symbolic link");
    write("x", true);
    assertThat(folder.resolve("x")).hasContent("new").isRegularFile();
    assertThat(outside.resolve("x")).hasContent("old");
  }

  @Test
  void replaces_no_folder_by_a_file_nor_a_file_by_a_folder() throws IOException {
    // given
    Files.createDirectories(folder.resolve("lib"));
    Files.writeString(folder.resolve("file"), "old");

    // then
    assertThatThrownBy(() -> write("lib", true)).hasMessageContaining("is a folder");
    assertThatThrownBy(() -> write("file/x", true))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("file");
  }
}
