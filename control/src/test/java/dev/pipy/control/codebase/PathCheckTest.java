package dev.pipy.control.codebase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathCheckTest {

  private final PathCheck paths = new PathCheck(CodebaseLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(strings = {"main.js", "a/b/c.json", "..a/b..", ".pipyignore", "with space.js"})
  void lets_relative_paths_through(String path) {
    assertThat(paths.fault(path)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/main.js", "../x", "a/../b", "./x", "a//b", "a/", "a\\b", "a\u0000b", "a\nb"})
  void refuses_paths_that_could_lead_elsewhere(String path) {
    assertThat(paths.fault(path)).isNotNull();
  }

  @Test
  void counts_the_bytes_of_a_path() {
    assertThat(paths.fault("a".repeat(255))).isNull();
    assertThat(paths.fault("b".repeat(254) + "ä")).contains("255 bytes");
  }

  @Test
  void refuses_a_path_that_is_there_twice() {
    paths.fault("a.js");

    assertThat(paths.fault("a.js")).contains("twice");
  }

  @Test
  void refuses_paths_that_differ_by_case_only() {
    paths.fault("lib/A.js");

    assertThat(paths.fault("lib/a.js")).contains("differ by case");
  }
}
