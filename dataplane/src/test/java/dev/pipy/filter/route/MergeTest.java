package dev.pipy.filter.route;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Stage;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RecordingOutput;
import dev.pipy.testing.TestContext;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MergeTest {

  private final List<Stage> sessions = new ArrayList<>();
  private final List<String> merged = new ArrayList<>();
  private final RecordingOutput other = new RecordingOutput();
  private boolean endsAtOnce = true;

  @Test
  void passes_events_and_merges_whole_copies() {
    try (var bench = merging("key")) {
      var another = bench.openAnother(other);
      bench.feed(start("a", 2), bench.data("1"));
      bench.feed(another, start("b"), bench.data("x"), end());
      bench.feed(bench.data("2"), end(), start("c"), end());

      assertThat(bench.output().events())
          .containsExactly("start(a 2)", "data(1)", "data(2)", "end", "start(c)", "end");
      assertThat(other.events()).containsExactly("start(b)", "data(x)", "end");
      assertThat(merged)
          .containsExactly(
              "start(b)",
              "data(x)",
              "end",
              "start(a 2)",
              "data(1)",
              "data(2)",
              "end",
              "start(c)",
              "end");
      assertThat(sessions).hasSize(1);
    }
  }

  @Test
  void drops_what_the_pipeline_emits() {
    try (var bench = merging("key")) {
      bench.feed(start("a"), end());
      sessions.getFirst().emit(bench.data("x"));
      sessions.getFirst().emit(start("y"));

      assertThat(bench.output().events()).containsExactly("start(a)", "end");
    }
  }

  @Test
  void opens_one_pipeline_per_key() {
    try (var bench = merging(TestFunction.variable("key"))) {
      for (var key : new @Nullable Object[] {1, 1.0, "1", null, null}) {
        TestContext.set(bench.context(), "key", key);
        var stream = bench.pipeline().layout().open(bench.context(), other);
        bench.feed(stream, start("m"), end());
        stream.close();
      }

      assertThat(sessions).hasSize(3);
    }
  }

  @Test
  void completes_a_message_at_an_orderly_end_only() {
    try (var bench = merging("key")) {
      var another = bench.openAnother(other);
      bench.feed(start("a"), streamEnd());
      bench.feed(another, start("b"), new Event.StreamEnd(StreamError.READ_ERROR));

      assertThat(merged).containsExactly("start(a)", "end");
      assertThat(bench.output().events()).containsExactly("start(a)", "streamEnd");
    }
  }

  @Test
  void opens_another_when_the_pipeline_has_ended_its_stream() {
    try (var bench = merging("key")) {
      bench.feed(start("a"), end());
      sessions.getFirst().emit(new Event.StreamEnd(StreamError.CONNECTION_RESET));
      bench.host().runLoop();
      bench.feed(start("b"), end());

      assertThat(sessions).hasSize(2);
      assertThat(bench.output().events()).hasSize(4);
    }
  }

  @Test
  void ends_what_is_idle() {
    try (var bench = merging("key")) {
      bench.feed(start("a"), end());
      bench.pipeline().close();
      bench.host().advance(Duration.ofMillis(9_999));
      assertThat(merged).containsExactly("start(a)", "end");

      bench.host().advance(Duration.ofMillis(1));

      assertThat(merged).containsExactly("start(a)", "end", "streamEnd");
      assertThat(sessions.getFirst().pipeline().isClosed()).isTrue();
    }
  }

  @Test
  void waits_for_the_end_of_what_was_merged() {
    endsAtOnce = false;
    try (var bench = merging("key", new TestObject(Map.of("maxIdle", 1.0)))) {
      bench.feed(start("a"), end());
      bench.pipeline().close();
      bench.host().advance(Duration.ofSeconds(1));
      bench.host().advance(Duration.ofSeconds(9));
      assertThat(sessions.getFirst().pipeline().isClosed()).isFalse();

      bench.feed(bench.openAnother(other), start("b"), end());
      assertThat(sessions).hasSize(2);
      bench.host().advance(Duration.ofSeconds(1));

      assertThat(sessions.getFirst().pipeline().isClosed()).isTrue();
    }
  }

  @Test
  void gives_no_copy_of_what_is_too_large() {
    try (var bench = merging("key", new TestObject(Map.of("bufferLimit", 100)))) {
      bench.feed(start("a"), bench.data("x".repeat(100)), bench.data("y"), end());
      bench.feed(start("b"), end());

      assertThat(merged).containsExactly("start(b)", "end");
      assertThat(bench.output().events()).hasSize(6);
    }
  }

  @Test
  void demux_and_mux_have_a_second_name() {
    assertThat(DemuxQueue.SPEC.maker()).isSameAs(Demux.SPEC.maker());
    assertThat(MuxQueue.SPEC.maker()).isSameAs(Mux.SPEC.maker());
    assertThat(MuxQueue.SPEC.signature()).startsWith("muxQueue(pipeline, key?");
  }

  private FilterBench merging(@Nullable Object... arguments) {
    var bench = new FilterBench();
    var linker = bench.linker();
    linker.define(
        "log",
        FilterBench.filter((event, stage) -> {
          if (!sessions.contains(stage)) {
            sessions.add(stage);
          }
          merged.add(RecordingOutput.describe(event));
          event.release();
          if (event instanceof Event.StreamEnd && endsAtOnce) {
            stage.emit(event);
          }
        }));
    var all = new ArrayList<@Nullable Object>();
    all.add("log");
    all.addAll(Arrays.asList(arguments));
    return bench.build(linker.node(Merge.SPEC, all.toArray()));
  }
}
