package dev.pipy.filter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.filter.message.ReplaceData;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BranchTest {

  @Test
  void takes_the_first_pipeline_whose_condition_holds() {
    try (var bench =
        branched(TestFunction.returning(false), "a", TestFunction.returning(true), "b", "a")) {
      bench.feed(bench.data("1"));

      assertThat(bench.output().events()).containsExactly("data(from b)");
    }
  }

  @Test
  void takes_the_last_pipeline_otherwise() {
    try (var bench = branched(TestFunction.returning(false), "a", "b")) {
      bench.feed(bench.data("1"));

      assertThat(bench.output().events()).containsExactly("data(from b)");
    }
  }

  @Test
  void is_a_switch_while_loading_when_no_condition_is_a_function() {
    try (var second = branched(false, "a", "yes", "b");
        var none = branched(false, "a", 0, "b")) {
      second.feed(second.data("1"));
      none.feed(none.data("1"));

      assertThat(second.output().events()).containsExactly("data(from b)");
      assertThat(none.output().events()).containsExactly("data(1)");
    }
  }

  @Test
  void wants_pairs() {
    assertThatThrownBy(() -> branched("a")).hasMessageStartingWith("requires 2 or more arguments");
    assertThatThrownBy(() -> branched(TestFunction.returning(true), 5))
        .hasMessage("argument #2 expects the name of a pipeline or $=>$...");
  }

  private static FilterBench branched(@Nullable Object... arguments) {
    var bench = new FilterBench();
    var linker = bench.linker();
    linker.define("a", linker.node(ReplaceData.SPEC, Bytes.of("from a")));
    linker.define("b", linker.node(ReplaceData.SPEC, Bytes.of("from b")));
    return bench.build(linker.node(Branch.SPEC, arguments));
  }
}
