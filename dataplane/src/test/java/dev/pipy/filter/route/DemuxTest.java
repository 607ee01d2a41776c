package dev.pipy.filter.route;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Stage;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestContext;
import dev.pipy.testing.TestObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DemuxTest {

  /// Pipelines that were opened, in order; a test emits what they answer.
  private final List<Stage> answering = new ArrayList<>();

  @Test
  void emits_answers_in_the_order_of_the_messages() {
    try (var bench = demuxed()) {
      bench.feed(start("a"), end(), start("b"), end(), start("c"), end());

      answer(bench, 2, start("C"), bench.data("3"), end());
      answer(bench, 1, start("B"));
      assertThat(bench.output().take()).isEmpty();
      answer(bench, 0, start("A"), bench.data("1"));
      assertThat(bench.output().take()).containsExactly("start(A)", "data(1)");
      answer(bench, 0, end());
      assertThat(bench.output().take()).containsExactly("end", "start(B)");
      answer(bench, 1, bench.data("2"), end());
      assertThat(bench.output().take())
          .containsExactly("data(2)", "end", "start(C)", "data(3)", "end");
    }
  }

  @Test
  void gives_each_message_a_copy_of_the_context() {
    try (var bench = demuxed()) {
      TestContext.set(bench.context(), "x", "old");
      bench.feed(start("a"), end());
      TestContext.set(answering.getFirst().context(), "x", "new");
      bench.feed(start("b"), end());

      assertThat(TestContext.get(answering.get(1).context(), "x")).isEqualTo("old");
    }
  }

  @Test
  void closes_a_pipeline_once_it_has_answered() {
    try (var bench = demuxed()) {
      bench.feed(start("a"));
      answer(bench, 0, start("A"), end(), start("surplus"), bench.data("surplus"), end());
      assertThat(answering.getFirst().pipeline().isClosed()).isFalse();

      bench.feed(bench.data("late"), end());

      assertThat(answering.getFirst().pipeline().isClosed()).isTrue();
      assertThat(bench.output().events()).containsExactly("start(A)", "end");
    }
  }

  @Test
  void takes_an_orderly_end_for_an_answer() {
    try (var bench = demuxed()) {
      bench.feed(start("a"), end(), start("b"), end());

      answer(bench, 0, streamEnd());
      answer(bench, 1, start("B"), streamEnd());

      assertThat(bench.output().events()).containsExactly("start(0)", "end", "start(B)", "end");
    }
  }

  @Test
  void ends_with_the_error_of_a_pipeline_after_earlier_answers() {
    try (var bench = demuxed()) {
      bench.feed(start("a"), end(), start("b"), end(), start("c"), end());

      answer(bench, 1, start("B"), new Event.StreamEnd(StreamError.READ_ERROR));
      answer(bench, 0, start("A"), end());
      bench.feed(start("d"), bench.data("4"), end());

      assertThat(bench.output().events())
          .containsExactly("start(A)", "end", "start(B)", "streamEnd(ReadError)");
      assertThat(answering).hasSize(3);
    }
  }

  @Test
  void passes_the_end_on_after_the_last_answer() {
    try (var bench = demuxed()) {
      bench.feed(bench.data("outside"), start("a"), bench.data("1"), streamEnd());
      assertThat(bench.output().events()).isEmpty();

      answer(bench, 0, start("A"), end());

      assertThat(bench.output().events()).containsExactly("start(A)", "end", "streamEnd");
    }
  }

  @Test
  void passes_the_end_on_once_when_the_last_message_is_answered_at_once() {
    try (var bench = new FilterBench()) {
      bench.linker().define("echo");
      bench.build(bench.linker().node(Demux.SPEC, "echo"));

      bench.feed(start("a"), bench.data("1"), streamEnd());

      assertThat(bench.output().events())
          .containsExactly("start(a)", "data(1)", "end", "streamEnd");
    }
  }

  @Test
  void pauses_the_source_while_much_waits() {
    try (var bench = demuxed()) {
      bench.feed(start("a"), end(), start("b"), end());

      answer(bench, 1, start("B"), bench.data("x".repeat(1 << 20)));
      assertThat(bench.source().pauses()).isEqualTo(1);
      answer(bench, 0, start("A"), end());

      assertThat(bench.source().pauses()).isZero();
    }
  }

  @Test
  void pauses_the_source_while_many_messages_are_open() {
    try (var bench = demuxed()) {
      for (int i = 0; i < 100; i++) {
        bench.feed(start("a"), end());
      }
      assertThat(bench.source().pauses()).isEqualTo(1);
      for (int i = 0; i < 50; i++) {
        answer(bench, i, start("A"), end());
      }

      assertThat(bench.source().pauses()).isZero();
    }
  }

  @Test
  void releases_what_waits_when_closed() {
    try (var bench = demuxed()) {
      bench.feed(start("a"), end(), start("b"), bench.data("1"));
      answer(bench, 1, start("B"), bench.data("2"));

      bench.pipeline().close();

      assertThat(answering).allMatch(stage -> stage.pipeline().isClosed());
    }
  }

  @Test
  void waits_for_as_many_answers_as_a_message_has() {
    try (var bench = demuxed(2)) {
      bench.feed(start("a"), end(), start("b"), end(), streamEnd());
      answer(bench, 1, start("B1"), end(), start("B2"), end(), start("B3"), end());
      answer(bench, 0, start("A1"), end());
      assertThat(bench.output().take()).containsExactly("start(A1)", "end");

      answer(bench, 0, start("A2"), end());
      assertThat(bench.output().take())
          .containsExactly("start(A2)", "end", "start(B1)", "end", "start(B2)", "end", "streamEnd");
    }
  }

  @Test
  void waits_for_no_answer_to_a_message_that_has_none() {
    try (var bench = demuxed(0)) {
      bench.feed(start("a"), bench.data("1"), end());
      answer(bench, 0, start("A"), end());
      assertThat(bench.output().take()).isEmpty();
      assertThat(answering.getFirst().pipeline().isClosed()).isFalse();

      answer(bench, 0, streamEnd());
      assertThat(answering.getFirst().pipeline().isClosed()).isTrue();
      bench.feed(streamEnd());
      assertThat(bench.output().take()).containsExactly("streamEnd");
    }
  }

  @Test
  void closes_the_oldest_of_too_many_that_nobody_waits_for() {
    try (var bench = demuxed(0)) {
      for (int i = 0; i < 101; i++) {
        bench.feed(start("m" + i), end());
      }
      assertThat(answering.stream().filter(stage -> stage.pipeline().isClosed()).count())
          .isEqualTo(1);
    }
  }

  @Test
  void holds_later_messages_until_an_answer_is_complete() {
    try (var bench = demuxed(-2)) {
      bench.feed(start("a"), end(), start("b"), bench.data("2"), end(), streamEnd());
      assertThat(answering).hasSize(1);
      assertThat(bench.source().pauses()).isEqualTo(1);

      answer(bench, 0, start("A1"), end());
      assertThat(answering).hasSize(1);
      answer(bench, 0, start("A2"), end());
      assertThat(answering).hasSize(2);

      answer(bench, 1, start("B1"), end(), start("B2"), end());
      assertThat(bench.output().events()).hasSize(9).endsWith("streamEnd");
      assertThat(bench.source().pauses()).isZero();
    }
  }

  private FilterBench demuxed(int outputCount) {
    return demuxed(new TestObject(Map.of("outputCount", outputCount)));
  }

  private FilterBench demuxed(TestObject... options) {
    var bench = new FilterBench();
    bench
        .linker()
        .define(
            "answer",
            FilterBench.filter((event, stage) -> {
              if (event instanceof Event.MessageStart) {
                answering.add(stage);
              }
              event.release();
            }));
    return bench.build(
        bench
            .linker()
            .node(Demux.SPEC, Stream.concat(Stream.of("answer"), Stream.of(options)).toArray()));
  }

  private void answer(FilterBench bench, int index, Event... events) {
    bench.host().worker().reading(bench.source());
    for (var event : events) {
      answering.get(index).emit(event);
    }
    bench.host().worker().reading(null);
    bench.host().runLoop();
  }
}
