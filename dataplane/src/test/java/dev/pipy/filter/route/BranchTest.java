package dev.pipy.filter.route;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.event.Message;
import dev.pipy.filter.message.ReplaceData;
import dev.pipy.filter.spec.FilterSpec;
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

  @Test
  void of_a_message_start_asks_at_one_with_it() {
    var isForB = TestFunction.of(start -> String.valueOf(start).contains("to b"));
    try (var bench = branched(BranchMessageStart.SPEC, isForB, "b", "a")) {
      bench.feed(bench.data("before"));
      assertThat(bench.output().take()).isEmpty();

      bench.feed(start("to b"), bench.data("1"), end(), start("to a"), bench.data("2"));

      assertThat(bench.output().take())
          .containsExactly(
              "data(from b)", "start(to b)", "data(from b)", "end", "start(to a)", "data(from b)");
    }
  }

  @Test
  void of_a_message_asks_at_its_end_with_all_of_it() {
    var isForB =
        TestFunction.of(
            argument -> argument instanceof Message(_, Bytes body, _, _) && body.size() == 3);
    try (var bench = branched(BranchMessage.SPEC, isForB, "b", "a")) {
      bench.feed(start("m"), bench.data("12"), bench.data("3"));
      assertThat(bench.output().take()).isEmpty();

      bench.feed(end());

      assertThat(bench.output().take())
          .containsExactly("start(m)", "data(from b)", "data(from b)", "end");
    }
  }

  @Test
  void of_a_message_takes_the_next_one_if_no_condition_holds() {
    var isLong =
        TestFunction.of(
            argument -> argument instanceof Message(_, Bytes body, _, _) && body.size() > 1);
    try (var bench = branched(BranchMessage.SPEC, isLong, "b")) {
      bench.feed(start("m"), bench.data("1"), end());
      assertThat(bench.output().take()).isEmpty();

      bench.feed(start("n"), bench.data("12"), end());

      assertThat(bench.output().take())
          .containsExactly("start(m)", "data(from b)", "end", "start(n)", "data(from b)", "end");
    }
  }

  @Test
  void link_async_delivers_in_the_next_turn() {
    var bench = new FilterBench();
    try (bench) {
      var linker = bench.linker();
      linker.define("a", linker.node(ReplaceData.SPEC, Bytes.of("from a")));
      bench.build(linker.node(LinkAsync.SPEC, "a"));
      bench.pipeline().input(bench.data("1"));
      bench.pipeline().input(end());
      assertThat(bench.output().events()).isEmpty();

      bench.host().runLoop();

      assertThat(bench.output().events()).containsExactly("data(from a)", "end");
      bench.pipeline().input(bench.data("released on close"));
    }
  }

  private static FilterBench branched(@Nullable Object... arguments) {
    return branched(Branch.SPEC, arguments);
  }

  private static FilterBench branched(FilterSpec spec, @Nullable Object... arguments) {
    var bench = new FilterBench();
    var linker = bench.linker();
    linker.define("a", linker.node(ReplaceData.SPEC, Bytes.of("from a")));
    linker.define("b", linker.node(ReplaceData.SPEC, Bytes.of("from b")));
    return bench.build(linker.node(spec, arguments));
  }
}
