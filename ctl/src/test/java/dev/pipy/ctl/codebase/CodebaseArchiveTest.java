package dev.pipy.ctl.codebase;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CodebaseArchiveTest {

  private static CodebaseFolder read(byte[] archive) {
    return CodebaseArchive.read(new ByteArrayInputStream(archive), "x.tar");
  }

  private static void assertRefused(byte[] archive, ExitCode exit, String said) {
    assertThatThrownBy(() -> read(archive))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.failure().exit()).isEqualTo(exit))
        .hasMessageContaining(said);
  }

  @Test
  void reads_archives_packed_or_not() {
    // given
    Tar tar = new Tar().folder("lib").file("lib/a.js", "A").file("main.js", "M").file("empty", "");
    byte[] plain = tar.bytes();

    for (byte[] archive : List.of(plain, Tar.gzipped(plain))) {
      // when
      CodebaseFolder codebase = read(archive);

      // then
      assertThat(codebase.entries())
          .extracting(CodebaseFolder.Entry::path)
          .containsExactly("empty", "lib/a.js", "main.js");
      assertThat(codebase.entries().get(1).content()).isEqualTo("A".getBytes(UTF_8));
      assertThat(codebase.totalBytes()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"./", "proxy/", "./proxy/"})
  void takes_the_folder_off_that_holds_everything(String prefix) {
    // when
    CodebaseFolder codebase =
        read(
            new Tar()
                .folder(prefix + "lib")
                .file(prefix + "main.js", "M")
                .file(prefix + "lib/a.js", "A")
                .bytes());

    // then
    assertThat(codebase.entries())
        .extracting(CodebaseFolder.Entry::path)
        .containsExactly("lib/a.js", "main.js");
  }

  @Test
  void leaves_hidden_files_out_and_keeps_long_names() {
    // given
    String deep = "a/".repeat(60) + "x.js";

    // when
    CodebaseFolder codebase =
        read(
            new Tar()
                .file("main.js", "M")
                .file(deep, "D")
                .file(".git/config", "")
                .file("lib/.cache", "")
                .bytes());

    // then
    assertThat(codebase.entries())
        .extracting(CodebaseFolder.Entry::path)
        .containsExactly(deep, "main.js");
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/passwd, an absolute path",
    "../x, a segment \"..\"",
    "lib/../../x, a segment \"..\"",
    "lib//x, a segment \"\"",
    "lib/./x, a segment \".\"",
    "a\\b, a backslash",
    "a\u0007b, control character",
    ".git/../../x, a segment \"..\"",
  })
  void refuses_paths_that_have_no_place_in_a_codebase(String path, String said) {
    assertRefused(new Tar().file("main.js", "").file(path, "").bytes(), ExitCode.USAGE, said);
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_FIFO,
        TarConstants.LF_CONTIG
      })
  void refuses_what_is_neither_file_nor_folder(byte kind) {
    assertRefused(
        new Tar().file("main.js", "").special("x", kind, "/etc/passwd").bytes(),
        ExitCode.USAGE,
        kind == TarConstants.LF_SYMLINK || kind == TarConstants.LF_LINK
            ? "\"x\" in the archive: a link"
            : "neither file nor folder");
  }

  @Test
  void refuses_paths_that_collide() {
    assertRefused(
        new Tar().file("main.js", "1").file("./main.js", "2").bytes(),
        ExitCode.USAGE,
        "it is there twice");
    assertRefused(
        new Tar().file("main.js", "1").file("Main.js", "2").bytes(),
        ExitCode.USAGE,
        "differs from main.js by case only");
  }

  @Test
  void refuses_more_than_a_server_takes() {
    Tar many = new Tar();
    for (int i = 0; i <= 2000; i++) {
      many.file("f" + i, "");
    }
    assertRefused(many.gzipped(), ExitCode.LIMIT, "more than 2000 files");
    assertRefused(
        new Tar().file("big", new byte[(16 << 20) + 1]).gzipped(),
        ExitCode.LIMIT,
        "big: 16.0 MiB (expected: at most 16 MiB)");
    Tar large = new Tar();
    for (int i = 0; i < 5; i++) {
      large.file("f" + i, new byte[15 << 20]);
    }
    assertRefused(large.gzipped(), ExitCode.LIMIT, "unpacks to more than 64 MiB");
  }

  @Test
  void does_not_unpack_a_bomb_to_its_end() {
    Tar bomb = new Tar();
    byte[] zeros = new byte[15 << 20];
    for (int i = 0; i < 10; i++) {
      bomb.file(".hidden" + i, zeros);
    }
    assertRefused(bomb.gzipped(), ExitCode.LIMIT, "unpacks to more than 128 MiB");
  }

  @Test
  void refuses_what_is_no_archive() {
    assertRefused("pipy()".repeat(200).getBytes(UTF_8), ExitCode.USAGE, "no tar archive");
    byte[] whole = new Tar().file("main.js", "x".repeat(2000)).bytes();
    assertRefused(Arrays.copyOf(whole, 1000), ExitCode.USAGE, "no tar archive");
    assertRefused(Arrays.copyOf(Tar.gzipped(whole), 30), ExitCode.USAGE, "no tar archive");
    assertRefused(new byte[0], ExitCode.USAGE, "nothing to deploy");
  }

  /// With `-Dpipy.fuzz.seconds=600` for that long; `-Dpipy.fuzz.seed=N` repeats one round.
  @Test
  void takes_or_refuses_whatever_an_archive_holds() {
    Long only = Long.getLong("pipy.fuzz.seed");
    long seed = only == null ? 20_260_101 : only;
    long end = System.nanoTime() + Long.getLong("pipy.fuzz.seconds", 0) * 1_000_000_000L;
    for (int round = 0;
        only == null ? round < 3000 || System.nanoTime() - end < 0 : round == 0;
        round++) {
      try {
        readRandom(new SplittableRandom(seed + round));
      } catch (RuntimeException | Error failure) {
        throw new AssertionError(
            "failed, to repeat it: -Dpipy.fuzz.seed=" + (seed + round), failure);
      }
    }
  }

  private static void readRandom(SplittableRandom random) {
    byte[] archive = random.nextInt(10) == 0 ? new byte[random.nextInt(3000)] : made(random);
    if (random.nextInt(4) > 0) {
      for (int i = random.nextInt(8); i > 0 && archive.length > 0; i--) {
        archive[random.nextInt(archive.length)] = (byte) random.nextInt(256);
      }
    }
    if (random.nextInt(4) == 0) {
      archive = Arrays.copyOf(archive, random.nextInt(archive.length + 1));
    }
    if (random.nextBoolean()) {
      archive = Tar.gzipped(archive);
    }
    try {
      for (CodebaseFolder.Entry entry : read(archive).entries()) {
        assertThat(entry.path().split("/", -1)).doesNotContain("", ".", "..");
        assertThat(entry.path()).doesNotContain("\\").doesNotContain("\u0000");
        assertThat(entry.content()).hasSize((int) entry.bytes());
      }
    } catch (CommandFailure refused) {
      assertThat(refused.failure().exit()).isIn(ExitCode.USAGE, ExitCode.LIMIT);
    }
  }

  private static byte[] made(SplittableRandom random) {
    List<String> names = List.of("main.js", "a", "A", "..", ".", "x".repeat(120), "ä", "lib", "");
    Tar tar = new Tar();
    for (int i = random.nextInt(5); i > 0; i--) {
      String path = names.get(random.nextInt(names.size()));
      if (random.nextBoolean()) {
        path += "/" + names.get(random.nextInt(names.size()));
      }
      switch (random.nextInt(4)) {
        case 0 -> tar.special(path, (byte) ('0' + random.nextInt(10)), "/etc/passwd");
        case 1 -> tar.folder(path);
        default -> tar.file(path, new byte[path.endsWith("/") ? 0 : random.nextInt(1500)]);
      }
    }
    return tar.bytes();
  }
}
