package dev.pipy.filter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.filter.message.ReplaceData;
import dev.pipy.testing.FilterBench;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChainTest {

  @Test
  void enters_the_chain() {
    try (var bench = new FilterBench()) {
      var linker = bench.linker();
      linker.defineIn("a.js", "", linker.node(ReplaceData.SPEC, Bytes.of("from a")));
      bench.build(linker.node(Chain.SPEC, List.of("a.js")));

      bench.feed(bench.data("1"));

      assertThat(bench.output().events()).containsExactly("data(from a)");
    }
  }

  @Test
  void continues_with_the_next_module() {
    try (var bench = new FilterBench()) {
      var linker = bench.linker();
      linker.chainNext(linker.layout(linker.node(ReplaceData.SPEC, Bytes.of("from next"))));
      bench.build(linker.node(Chain.SPEC));

      bench.feed(bench.data("1"));

      assertThat(bench.output().events()).containsExactly("data(from next)");
    }
  }

  @Test
  void passes_all_on_at_the_end() {
    try (var last = FilterBench.of(Chain.SPEC);
        var empty = FilterBench.of(Chain.SPEC, List.of())) {
      last.feed(last.data("1"));
      empty.feed(empty.data("2"));

      assertThat(last.output().events()).containsExactly("data(1)");
      assertThat(empty.output().events()).containsExactly("data(2)");
    }
  }

  @Test
  void wants_paths() {
    assertThatThrownBy(() -> FilterBench.of(Chain.SPEC, List.of(5)))
        .hasMessage("argument #1 expects a file of the codebase or an array of files");
  }
}
