package dev.pipy.filter.route;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RecordingOutput;
import dev.pipy.testing.TestContext;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ForkTest {

  private final List<String> copies = new ArrayList<>();

  @Test
  void gives_a_copy_to_the_branch_before_passing_on() {
    try (var bench = forked()) {
      bench.output().onEvent(copies::add);
      bench.feed(start("m", 1), bench.data("1"), end(), streamEnd());

      assertThat(copies)
          .containsExactly(
              "null:start(m 1)",
              "start(m 1)",
              "null:data(1)",
              "data(1)",
              "null:end",
              "end",
              "null:streamEnd",
              "streamEnd");
    }
  }

  @Test
  void shares_the_context_without_initial_values() {
    try (var bench = forked()) {
      TestContext.set(bench.context(), "id", "mine");
      bench.feed(bench.data("1"));
      TestContext.set(bench.context(), "id", "changed");
      bench.feed(bench.data("2"));

      assertThat(copies).containsExactly("mine:data(1)", "changed:data(2)");
    }
  }

  @Test
  void opens_a_branch_with_its_own_values_per_element() {
    try (var bench = forked(List.of(object("a"), object("b")))) {
      bench.feed(bench.data("1"));

      assertThat(copies).containsExactly("a:data(1)", "b:data(1)");
      assertThat(TestContext.get(bench.context(), "id")).isNull();
    }
  }

  @Test
  void opens_one_branch_for_an_object() {
    try (var bench = forked(object("a"))) {
      bench.feed(bench.data("1"));

      assertThat(copies).containsExactly("a:data(1)");
    }
  }

  @Test
  void asks_a_function_for_the_values() {
    try (var bench = forked(TestFunction.returning(List.of(object("a"), object("b"))))) {
      bench.feed(bench.data("1"));

      assertThat(copies).containsExactly("a:data(1)", "b:data(1)");
    }
  }

  @Test
  void ends_the_stream_when_the_function_fails() {
    try (var failing = forked(TestFunction.failing())) {
      failing.feed(failing.data("1"));

      assertThat(failing.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void shares_the_context_with_the_branch_of_any_other_value() {
    try (var bench = forked("text")) {
      TestContext.set(bench.context(), "id", "mine");
      bench.feed(bench.data("1"));

      assertThat(copies).containsExactly("mine:data(1)");
    }
  }

  private FilterBench forked(@Nullable Object... initial) {
    var bench = new FilterBench();
    var linker = bench.linker();
    linker.define(
        "side",
        FilterBench.filter((event, stage) -> {
          copies.add(
              TestContext.get(stage.context(), "id") + ":" + RecordingOutput.describe(event));
          stage.emit(event);
        }));
    var arguments = new ArrayList<@Nullable Object>();
    arguments.add("side");
    arguments.addAll(Arrays.asList(initial));
    return bench.build(linker.node(Fork.SPEC, arguments.toArray()));
  }

  private static TestObject object(String id) {
    return new TestObject(Map.of("id", id));
  }
}
