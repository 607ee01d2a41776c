package dev.pipy.control.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

  @TempDir Path folder;

  private List<ConfigEntry> read(String text) throws IOException, ConfigException {
    var file = folder.resolve("pipy.yaml");
    Files.writeString(file, text);
    var variables = Map.of("WHO", "me", "QUOTED", "a: b");
    return ConfigFile.read(
        file,
        Set.of("log-level", "threads", "admin-port"),
        name -> variables.getOrDefault(name, ""));
  }

  private String findings(String text) {
    var failure = catchThrowableOfType(ConfigException.class, () -> read(text));
    return String.valueOf(failure.getMessage()).replace(folder + "/", "");
  }

  @Test
  void reads_values_and_lists_with_their_places() throws Exception {
    assertThat(read("# comment\nlog-level: warn\nadmin-port: [6060, 'unix:/x']\n"))
        .extracting(ConfigEntry::key, ConfigEntry::text, entry -> place(entry.place()))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("log-level", "warn", "2:12"),
            org.assertj.core.groups.Tuple.tuple("admin-port", "6060", "3:14"),
            org.assertj.core.groups.Tuple.tuple("admin-port", "unix:/x", "3:20"));
  }

  private static String place(String place) {
    return place.replaceFirst(".*pipy\\.yaml:", "");
  }

  @Test
  void reads_json_and_nothing() throws Exception {
    assertThat(read("{\"log-level\": \"debug\", \"threads\": 4}"))
        .extracting(ConfigEntry::text)
        .containsExactly("debug", "4");
    assertThat(read("")).isEmpty();
    assertThat(read("# nothing\n")).isEmpty();
  }

  @Test
  void puts_variables_in_without_reading_them_as_yaml() throws Exception {
    assertThat(read("log-level: ${WHO}-${MISSING:-other}-$${x}\nthreads: ${QUOTED}"))
        .extracting(ConfigEntry::text)
        .containsExactly("me-other-${x}", "a: b");
  }

  @Test
  void does_not_show_the_text_of_a_file() throws Exception {
    Files.writeString(folder.resolve("secret"), "hidden\n");

    var entry = read("log-level: file:secret").getFirst();

    assertThat(entry.text()).isEqualTo("hidden");
    assertThat(entry.shown()).isEqualTo("(text of file:secret)");
    assertThat(entry.toString()).doesNotContain("hidden");
  }

  @Test
  void names_all_that_is_wrong_with_its_place() {
    assertThat(findings("log-levl: info\nthreads: {a: b}\nadmin-port: ${NOT_SET}\nthreads: 2\n"))
        .isEqualTo(
            """
            pipy.yaml:1:1: unknown key: log-levl; did you mean log-level?
            pipy.yaml:2:10: threads: expected: a value or a list
            pipy.yaml:3:13: admin-port: the environment variable NOT_SET is not set (for a default: ${NOT_SET:-text})
            pipy.yaml:4:1: threads: is there twice, first at pipy.yaml:2:1\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: b: c", "- threads", "threads", "threads: [[1]]", "threads: ${", "\t"})
  void refuses_what_is_no_configuration(String text) {
    assertThat(findings(text)).containsPattern("pipy\\.yaml:\\d+:\\d+: ");
  }

  @Test
  void refuses_files_that_are_missing_too_large_or_no_text() throws IOException {
    assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none"), Set.of(), _ -> ""))
        .hasMessageContaining("no such file");
    assertThat(findings("# " + "x".repeat(1 << 20))).contains("larger than 1 MiB");
    var binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0});
    assertThatThrownBy(() -> ConfigFile.read(binary, Set.of(), _ -> ""))
        .hasMessageContaining("not text in UTF-8");
  }

  @Test
  void is_not_fooled_by_aliases_that_multiply() {
    var text = new StringBuilder("a: &a [x]\n");
    for (char c = 'b'; c <= 'z'; c++) {
      char before = (char) (c - 1);
      text.append(c).append(": &").append(c).append(" [*").append(before);
      text.append(", *").append(before).append("]\n");
    }
    assertThat(findings(text.append("threads: *z\n").toString())).contains("aliases");
  }
}
