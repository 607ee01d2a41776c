package dev.pipy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.Diagnostic.Severity;
import dev.pipy.codebase.DirectoryCodebase;
import dev.pipy.codebase.FileMapCodebase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileCheckTest {

  private static Codebase file(String path, String text) {
    return new FileMapCodebase(Map.of(path, text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void what_a_script_has_read_is_an_error_the_rest_a_warning() {
    var broken = file("a.json", "{\n  'a': 1 }");

    assertThat(FileCheck.of(broken, _ -> true))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Severity.ERROR);
          assertThat(finding.place()).isEqualTo("/a.json:2:3");
          assertThat(finding.codeFrame()).contains("'a': 1").endsWith("  ^");
        });
    assertThat(FileCheck.of(broken, _ -> false))
        .singleElement()
        .matches(finding -> finding.severity() == Severity.WARNING);
  }

  @Test
  void yaml_is_read_without_its_meaning() {
    assertThat(FileCheck.of(file("a.yaml", "a: !Ref b\nc: *d\n---\n- 1\n"), _ -> true)).isEmpty();
    assertThat(FileCheck.of(file("a.yml", "a: b\n c: d\n"), _ -> true))
        .singleElement()
        .matches(finding -> finding.place().equals("/a.yml:2:3"), "place");
  }

  @Test
  void scripts_that_were_loaded_are_left_out() {
    assertThat(FileCheck.of(file("a.js", "("), _ -> true)).isEmpty();
    assertThat(FileCheck.of(file("a.js", "("), _ -> false))
        .singleElement()
        .matches(finding -> finding.severity() == Severity.WARNING);
  }

  @Test
  void settings_of_editors_may_have_comments() {
    assertThat(FileCheck.of(file("a/jsconfig.json", "{ // all\n}"), _ -> false)).isEmpty();
  }

  @Test
  void hidden_folders_and_large_files_are_passed_over(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve(".git"));
    Files.writeString(folder.resolve(".git/a.json"), "{");
    Files.createDirectories(folder.resolve("node_modules/x"));
    Files.writeString(folder.resolve("node_modules/x/a.json"), "{");
    Files.writeString(folder.resolve("large.json"), "{".repeat((3 << 20) + 1));
    Files.writeString(folder.resolve("b.json"), "{");

    assertThat(FileCheck.of(new DirectoryCodebase(folder), _ -> false))
        .singleElement()
        .matches(finding -> "/b.json".equals(finding.path()));
  }
}
