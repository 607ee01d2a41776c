package dev.pipy.filter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.filter.message.HandleStreamStart;
import dev.pipy.filter.message.ReplaceData;
import dev.pipy.pipeline.PipelineLayout.Node;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestContext;
import dev.pipy.testing.TestFunction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UseTest {

  @Test
  void runs_the_pipeline_of_one_module() {
    try (var bench = used("1.js", "request")) {
      bench.feed(bench.data(""), bench.data("x"));

      assertThat(bench.output().events()).containsExactly("data()", "data(x>1)");
    }
  }

  @Test
  void goes_there_in_order_and_back_in_reverse() {
    try (var bench = used(List.of("1.js", "2.js", "none.js"), "request", "response")) {
      bench.feed(bench.data("x"));

      assertThat(bench.output().events()).containsExactly("data(x>1>2<2<1)");
    }
  }

  @Test
  void does_not_come_back_without_a_second_name() {
    try (var bench = used(List.of("1.js", "2.js"), "request")) {
      bench.feed(bench.data("x"));

      assertThat(bench.output().events()).containsExactly("data(x>1>2)");
    }
  }

  @Test
  void turns_back_where_it_is_turned_down() {
    var flag = TestFunction.variable("answered");
    try (var bench = used(List.of("answer.js", "2.js"), "request", "response", flag)) {
      bench.feed(bench.data("x"), bench.data("y"));

      assertThat(bench.output().events()).containsExactly("data(x<a)", "data(y<a)");
    }
  }

  @Test
  void turns_back_at_once_when_turned_down_at_the_first_module() {
    var yes = TestFunction.returning(true);
    try (var bench = used(List.of("1.js", "2.js"), "request", "response", yes)) {
      bench.feed(bench.data("x"));

      assertThat(bench.output().events()).containsExactly("data(x)");
    }
  }

  @Test
  void passes_all_on_without_modules() {
    try (var bench = used(List.of(), "request", "response")) {
      bench.feed(bench.data("x"));

      assertThat(bench.output().events()).containsExactly("data(x)");
    }
  }

  @Test
  void ends_the_stream_when_turn_down_fails() {
    try (var first = used(List.of("1.js"), "request", TestFunction.failing());
        var second =
            used(
                List.of("1.js", "2.js"),
                "request",
                "response",
                new TestFunction((context, _) -> {
                  if (TestContext.get(context, "asked") != null) {
                    return TestFunction.failing().test(context);
                  }
                  TestContext.set(context, "asked", true);
                  return false;
                }))) {
      first.feed(first.data("x"), first.data("y"));
      second.feed(second.data("x"), second.data("y"));

      assertThat(first.output().events()).containsExactly("streamEnd(RuntimeError)");
      assertThat(second.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void wants_the_pipeline_in_a_single_module() {
    assertThatThrownBy(() -> used("1.js", "other"))
        .hasMessage("pipeline not found in module 1.js: other");
  }

  private static FilterBench used(@Nullable Object... arguments) {
    var bench = new FilterBench();
    var linker = bench.linker();
    for (var name : List.of("1", "2")) {
      linker.defineIn(name + ".js", "request", appending(bench, ">" + name));
      linker.defineIn(name + ".js", "response", appending(bench, "<" + name));
    }
    linker.defineIn(
        "answer.js",
        "request",
        linker.node(
            HandleStreamStart.SPEC,
            new TestFunction((context, _) -> {
              TestContext.set(context, "answered", true);
              return null;
            })));
    // asked before its own request pipeline runs, so it is entered and answers
    linker.defineIn("answer.js", "response", appending(bench, "<a"));
    return bench.build(linker.node(Use.SPEC, arguments));
  }

  private static Node appending(FilterBench bench, String suffix) {
    return bench
        .linker()
        .node(
            ReplaceData.SPEC,
            TestFunction.of(data ->
                Bytes.of(
                    new String(
                            Objects.requireNonNull((Bytes) data).toArray(), StandardCharsets.UTF_8)
                        + suffix)));
  }
}
