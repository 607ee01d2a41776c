package dev.pipy.filter.flow;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Stage;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RecordingOutput;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReplayTest {

  private static final Event REPLAY = new Event.StreamEnd(StreamError.REPLAY);

  private final List<Stage> runs = new ArrayList<>();
  private final List<String> fed = new ArrayList<>();

  @Test
  void gives_a_new_run_all_input_after_the_delay() {
    try (var bench = replaying(Map.of("delay", 2))) {
      bench.feed(start("m"), bench.data("1"));
      runs.getFirst().emit(REPLAY);
      bench.feed(bench.data("2"), end());
      bench.host().advance(Duration.ofMillis(1999));
      assertThat(runs).hasSize(1);

      bench.host().advance(Duration.ofMillis(1));

      assertThat(runs).hasSize(2);
      assertThat(fed)
          .containsExactly(
              "0 start(m)", "0 data(1)", "1 start(m)", "1 data(1)", "1 data(2)", "1 end");
      assertThat(runs.getFirst().pipeline().isClosed()).isTrue();
      runs.get(1).emit(bench.data("answer"));
      runs.get(1).emit(streamEnd());
      assertThat(bench.output().events()).containsExactly("data(answer)", "streamEnd");
    }
  }

  @Test
  void asks_a_function_for_the_delay() {
    try (var bench = replaying(Map.of("delay", TestFunction.returning("3s")))) {
      bench.feed(bench.data("1"));
      runs.getFirst().emit(REPLAY);
      bench.host().advance(Duration.ofSeconds(3));

      assertThat(runs).hasSize(2);
    }
  }

  @Test
  void passes_other_ends() {
    try (var bench = replaying(Map.of())) {
      bench.feed(bench.data("1"), streamEnd());
      runs.getFirst().emit(new Event.StreamEnd(StreamError.CONNECTION_REFUSED));

      assertThat(fed).containsExactly("0 data(1)", "0 streamEnd");
      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionRefused)");
    }
  }

  @Test
  void keeps_no_more_than_its_limit() {
    try (var bench = replaying(Map.of("bufferLimit", 1000))) {
      bench.feed(bench.data("x".repeat(600)), bench.data("y".repeat(600)), bench.data("z"));
      assertThat(fed).hasSize(3);

      runs.getFirst().emit(REPLAY);

      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
    }
  }

  @Test
  void forgets_all_when_it_is_closed() {
    try (var bench = replaying(Map.of("delay", 2))) {
      bench.feed(bench.data("1"));
      runs.getFirst().emit(REPLAY);
      bench.pipeline().close();
      bench.host().advance(Duration.ofSeconds(2));

      assertThat(runs).hasSize(1);
    }
  }

  @Test
  void loop_feeds_a_pipeline_with_its_output() {
    var bench = new FilterBench();
    try (bench) {
      var linker = bench.linker();
      linker.define(
          "shorten",
          FilterBench.filter((event, stage) -> {
            if (event instanceof Event.Data data && data.bytes().readableBytes() > 1) {
              data.bytes().skipBytes(1);
              stage.emit(event);
            } else if (event instanceof Event.StreamEnd) {
              stage.emit(event);
            } else {
              event.release();
            }
          }));
      bench.build(linker.node(Loop.SPEC, "shorten"));
      bench.feed(bench.data("abcd"));
      assertThat(bench.output().take()).containsExactly("data(bcd)", "data(cd)", "data(d)");

      bench.feed(streamEnd(), bench.data("abcd"));
      assertThat(bench.output().take()).containsExactly("streamEnd");
    }
  }

  @Test
  void refuses_what_is_no_delay() {
    assertThatThrownBy(() -> replaying(Map.of("delay", "soon")))
        .hasMessageStartingWith("options.delay expects a duration");
  }

  private FilterBench replaying(Map<String, Object> options) {
    var bench = new FilterBench();
    var linker = bench.linker();
    linker.define(
        "attempt",
        FilterBench.filter((event, stage) -> {
          if (!runs.contains(stage)) {
            runs.add(stage);
          }
          fed.add(runs.indexOf(stage) + " " + RecordingOutput.describe(event));
          event.release();
        }));
    return bench.build(linker.node(Replay.SPEC, "attempt", new TestObject(Map.copyOf(options))));
  }
}
