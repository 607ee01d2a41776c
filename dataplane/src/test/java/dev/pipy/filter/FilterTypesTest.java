package dev.pipy.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FilterTypesTest {

  private final List<String> lines = FilterTypes.declarations().lines().toList();

  @Test
  void declares_every_filter_and_method() {
    FilterCatalog.ALL.forEach(
        spec -> assertThat(lines).anyMatch(line -> line.startsWith("  " + spec.name() + "(")));
    BuilderMethod.ALL.forEach(method ->
        assertThat(lines).anyMatch(line -> line.matches("  " + method.name() + "[<(].*")));
  }

  @Test
  void lets_optional_arguments_be_left_out_though_others_follow() {
    assertThat(lines)
        .contains(
            "  mux(pipeline: Pipeline, key?: any | Callback, options?: {",
            "  mux(pipeline: Pipeline, options?: {",
            "  mux(options?: {");
  }

  @Test
  void says_how_functions_are_called() {
    assertThat(lines)
        .contains(
            "  handleMessage(callback: (message: Message, number: number) => any, options?: {",
            "  handleMessage(sizeLimit: Size, callback: (message: Message, number: number) => any,"
                + " options?: {",
            "  handleData(callback: (data: Data, number: number) => any): Configuration");
  }

  @Test
  void takes_any_number_of_pairs_where_a_filter_does() {
    assertThat(lines).contains("  branch(...values: (any | Callback | Pipeline)[]): Configuration");
  }

  @Test
  void documents_options_with_their_defaults() {
    assertThat(String.join("\n", lines))
        .contains("Default: `10`. */\n    maxIdle?: Duration")
        .contains("'tcp' | 'udp'");
  }
}
