package dev.pipy.control.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.control.codebase.CodebaseLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileListTest {

  private static List<String> parse(String text) {
    return FileList.parse(
        text.getBytes(StandardCharsets.UTF_8), new CodebaseLimits(1000, 1000, 1000, 3, 20));
  }

  @Test
  void reads_lines_and_json() {
    assertThat(parse("# files\n/main.js\r\n\n  config/a.json\n"))
        .containsExactly("main.js", "config/a.json");
    assertThat(parse(" [\"main.js\", \"/a b.js\"]")).containsExactly("main.js", "a b.js");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'<!DOCTYPE html>', HTML",
        "'', names no files",
        "'[]', names no files",
        "'[1, {}]', not an array of paths",
        "'[\"a\"', begins like JSON",
        "'../main.js', '..'",
        "'//main.js', absolute",
        "'http://x/y', names a file that cannot be",
        "'a\\b', backslash",
        "'[\"a\",\"a\"]', twice",
        "'[\"a\",\"A\"]', case",
        "'[\"a\",\"b\",\"c\",\"d\"]', more than 3 files",
        "'a-name-that-is-far-too-long.js', longer than 20 bytes",
      })
  void refuses_what_is_no_list_of_files(String text, String why) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
