package dev.pipy.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class FilterReferenceTest {

  private static final Path PAGE = Path.of("../docs/filters.md");
  private static final String COMMAND =
      "mvn -pl dataplane test -Dtest=FilterReferenceTest -Dpipy.docs.write=true";

  @Test
  void has_rendered_the_committed_page() throws IOException {
    if (Boolean.getBoolean("pipy.docs.write")) {
      Files.writeString(PAGE, FilterReference.markdown());
    }

    assertThat(PAGE)
        .as("docs/filters.md is stale; write it again with: %s", COMMAND)
        .content()
        .isEqualTo(FilterReference.markdown());
  }

  @Test
  void lists_each_filter_and_method_on_a_line() {
    var list = FilterReference.list();

    assertThat(list.lines().map(line -> line.replaceAll("(\\S) +", "$1 ")))
        .contains("  link Sends the stream through another pipeline, chosen by conditions.")
        .anyMatch(line -> line.startsWith("  listen "));
    FilterCatalog.ALL.forEach(spec -> assertThat(list).contains("  " + spec.name() + " "));
  }

  @Test
  void helps_with_one_filter() {
    assertThat(FilterReference.help("mux"))
        .startsWith("mux(pipeline, key?, options?)")
        .contains("maxIdle: duration in seconds, default 10")
        .contains("Example:");
    assertThat(FilterReference.help("listen")).startsWith("listen(port, options?)");
    assertThat(FilterReference.help("nothing")).isNull();
  }

  @Test
  void helps_with_all_filters() {
    var help = FilterReference.help();

    FilterCatalog.ALL.forEach(spec -> assertThat(help).contains(spec.signature()));
  }
}
