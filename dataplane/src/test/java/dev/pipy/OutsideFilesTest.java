package dev.pipy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codebase.CodebasePath;
import dev.pipy.codebase.DirectoryCodebase;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a path or a link in a folder says, nothing outside of that folder is read.
class OutsideFilesTest {

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void makeFolders() throws IOException {
    folder = Files.createDirectories(temporary.resolve("site"));
    Files.writeString(folder.resolve("inside"), "text");
    Files.writeString(temporary.resolve("secret"), "secret");
    Files.createSymbolicLink(folder.resolve("link"), Path.of("inside"));
    Files.createSymbolicLink(folder.resolve("out"), temporary.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("up"), Path.of(".."));
    // its name begins as that of the folder does
    Files.writeString(
        Files.createDirectories(temporary.resolve("site-2")).resolve("secret"), "secret");
    Files.createSymbolicLink(folder.resolve("next"), temporary.resolve("site-2"));
  }

  @Test
  void codebases_in_folders_follow_no_link_out_of_them() {
    var codebase = new DirectoryCodebase(folder);

    assertThat(codebase.read("/link")).asString().isEqualTo("text");
    assertThat(codebase.read("/out")).isNull();
    assertThat(codebase.read("/up/secret")).isNull();
    assertThat(codebase.read("/next/secret")).isNull();
    assertThat(codebase.files()).containsExactly("/inside", "/link");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../secret", "/../secret", "a/../../secret", "a/..", "..\\secret"})
  void paths_do_not_lead_out_of_a_codebase(String path) {
    assertThat(CodebasePath.normalize(path)).isNull();
  }

  @Test
  void folders_serve_nothing_outside_of_them() throws Exception {
    assertThat(
            answer(
                "new http.Directory('" + folder + "', { fs: true })",
                "it.serve(new Message({ path }))?.body",
                "/inside",
                "/link",
                "/x/../inside",
                "/out",
                "/up/secret",
                "/next/secret",
                "/../secret",
                "/x/../../secret",
                "/%2e%2e/secret",
                "/..%2fsecret",
                "/%2e%2e%2fsecret",
                "/..%5csecret",
                "//secret",
                "/inside/../../secret",
                "/%00secret"))
        .isEqualTo("text,text,text" + ",none".repeat(12));
  }

  @Test
  void mounted_folders_give_nothing_outside_of_them() throws Exception {
    assertThat(
            answer(
                "pipy.mount('m', '" + folder + "')",
                "pipy.load(path)",
                "/m/inside",
                "/m/link",
                "/m/out",
                "/m/up/secret",
                "/m/next/secret",
                "/m/../../secret"))
        .isEqualTo("text,text" + ",none".repeat(4));
  }

  /// What an expression makes of each path.
  ///
  /// @param it what it may use
  private static String answer(String it, String expression, String... paths) throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          "((it) => pipy().listen('127.0.0.1:$PORT').serveHTTP(() => new Message(['%s'].map(path => String(%s ?? 'none')).join())))(%s)"
              .formatted(String.join("', '", paths), expression, it));
      try (var client = new RawClient(plane.port())) {
        return client.get("/").body();
      }
    }
  }
}
