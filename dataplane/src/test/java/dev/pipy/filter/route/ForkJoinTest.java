package dev.pipy.filter.route;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Stage;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestContext;
import dev.pipy.testing.TestObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// `forkJoin` and `forkRace`: branches whose output counts.
final class ForkJoinTest {

  private final Map<String, Stage> branches = new HashMap<>();

  @Test
  void waits_until_all_branches_have_ended() {
    try (var bench = forked(ForkJoin.SPEC)) {
      bench.feed(start("m"), bench.data("1"), end());
      assertThat(bench.output().events()).isEmpty();

      putOut(bench, "a", Event.StreamEnd.CLEAN);
      assertThat(bench.output().events()).isEmpty();
      putOut(bench, "b", bench.data("of no interest"));
      putOut(bench, "b", Event.StreamEnd.CLEAN);
      assertThat(bench.output().events()).containsExactly("start(m)", "data(1)", "end");

      bench.feed(streamEnd());
      assertThat(bench.output().events()).endsWith("streamEnd");
    }
  }

  @Test
  void ends_a_stream_of_which_too_much_waits() {
    try (var bench = forked(ForkJoin.SPEC)) {
      var much = "x".repeat(600_000);
      bench.feed(bench.data(much), bench.data(much), bench.data("1"), bench.data("2"));

      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
    }
  }

  @Test
  void goes_on_at_once_without_branches() {
    try (var bench = forked(ForkJoin.SPEC, List.of())) {
      bench.feed(bench.data("1"));

      assertThat(bench.output().events()).containsExactly("data(1)");
    }
  }

  @Test
  void takes_the_output_of_the_fastest_branch() {
    try (var bench = forked(ForkRace.SPEC)) {
      bench.feed(start("m"), end());
      assertThat(bench.output().events()).isEmpty();

      putOut(bench, "b", start("of b"));
      putOut(bench, "a", start("of a"));
      putOut(bench, "b", end());
      bench.feed(bench.data("more"));
      putOut(bench, "b", streamEnd());

      assertThat(bench.output().events()).containsExactly("start(of b)", "end", "streamEnd");
      assertThat(branch("a").pipeline().isClosed()).isTrue();
    }
  }

  private void putOut(FilterBench bench, String branch, Event event) {
    branch(branch).emit(event);
    bench.feed();
  }

  private Stage branch(String id) {
    return Objects.requireNonNull(branches.get(id), id);
  }

  /// With two branches, whose stages are kept by the value of `id`.
  private FilterBench forked(FilterSpec spec) {
    return forked(spec, List.of(object("a"), object("b")));
  }

  private FilterBench forked(FilterSpec spec, List<?> initial) {
    var bench = new FilterBench();
    var linker = bench.linker();
    linker.define(
        "side",
        FilterBench.filter((event, stage) -> {
          branches.put(String.valueOf(TestContext.get(stage.context(), "id")), stage);
          event.release();
        }));
    return bench.build(linker.node(spec, "side", initial));
  }

  private static TestObject object(String id) {
    return new TestObject(Map.of("id", id));
  }
}
