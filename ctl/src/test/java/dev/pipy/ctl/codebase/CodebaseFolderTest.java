package dev.pipy.ctl.codebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CodebaseFolderTest {

  private final Path temporary;
  private final Path folder;

  CodebaseFolderTest(@TempDir Path temporary) throws IOException {
    this.temporary = temporary;
    this.folder = Files.createDirectories(temporary.resolve("proxy"));
  }

  private void write(String path) throws IOException {
    write(path, 1);
  }

  private void write(String path, int bytes) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.setLength(bytes); // takes no room on the disk
    }
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(Path place, ExitCode exit) {
    return assertThatThrownBy(() -> CodebaseFolder.scan(place))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.failure().exit()).isEqualTo(exit));
  }

  @Test
  void leaves_hidden_and_ignored_files_behind() throws IOException {
    // given
    write("main.js");
    write(".git/config");
    write(".env");
    write("node_modules/x/index.js");
    write("lib/a.js");
    write("lib/a.test.js");
    write("docs/deep/read.md");
    Files.writeString(
        folder.resolve(".pipyignore"), "# not these\nnode_modules/\n*.test.js\n/docs/**\n");

    // when
    CodebaseFolder scanned = CodebaseFolder.scan(folder);

    // then
    assertThat(scanned.entries())
        .extracting(CodebaseFolder.Entry::path)
        .containsExactly("lib/a.js", "main.js");
  }

  @Test
  void takes_a_single_script() throws IOException {
    // given
    write("main.js");
    write("other.js");

    // when
    CodebaseFolder scanned = CodebaseFolder.scan(folder.resolve("main.js"));

    // then
    assertThat(scanned.entries()).extracting(CodebaseFolder.Entry::path).containsExactly("main.js");
  }

  @Test
  void follows_links_within_the_folder() throws IOException {
    // given
    write("config/real.json");
    Files.createSymbolicLink(folder.resolve("link.json"), Path.of("config/real.json"));

    // when
    CodebaseFolder scanned = CodebaseFolder.scan(folder);

    // then
    assertThat(scanned.entries())
        .extracting(CodebaseFolder.Entry::path)
        .containsExactly("config/real.json", "link.json");
  }

  @Test
  void refuses_links_that_leave_the_folder() throws IOException {
    // given
    Path outside = Files.writeString(temporary.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(folder.resolve("innocent.json"), outside);

    // then
    assertRefused(folder, ExitCode.USAGE).hasMessageContaining("innocent.json: symbolic link");
  }

  @Test
  void refuses_links_in_a_circle() throws IOException {
    // given
    write("main.js");
    Files.createSymbolicLink(folder.resolve("again"), folder);

    // then
    assertRefused(folder, ExitCode.USAGE).hasMessageContaining("again: symbolic link");
  }

  @Test
  void names_the_biggest_files_when_there_is_too_much() throws IOException {
    // given
    write("main.js");
    for (int i = 1; i <= 4; i++) {
      write("data/big" + i + ".bin", 16_000_000 + i);
    }
    write("data/small.bin", 7_000_000);

    // then
    assertThatThrownBy(() -> CodebaseFolder.scan(folder))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            e -> {
              assertThat(e.failure().exit()).isEqualTo(ExitCode.LIMIT);
              assertThat(e.failure().message())
                  .endsWith("67.7 MiB in all (expected: at most 64 MiB)");
              assertThat(e.failure().hints())
                  .containsSequence(
                      "  15.3 MiB  data/big4.bin",
                      "  15.3 MiB  data/big3.bin",
                      "  15.3 MiB  data/big2.bin",
                      "  15.3 MiB  data/big1.bin",
                      "  6.7 MiB  data/small.bin");
            });
  }

  @Test
  void refuses_a_file_that_is_too_large() throws IOException {
    // given
    write("main.js");
    write("data/big.bin", (16 << 20) + 1);

    // then
    assertRefused(folder, ExitCode.LIMIT).hasMessageContaining("data/big.bin: 16.0 MiB (expected");
  }

  @Test
  void refuses_what_is_empty_or_not_there() {
    // then
    assertRefused(folder, ExitCode.USAGE).hasMessageContaining("nothing to deploy");
    assertRefused(temporary.resolve("nope"), ExitCode.USAGE).hasMessageContaining("no such file");
  }
}
