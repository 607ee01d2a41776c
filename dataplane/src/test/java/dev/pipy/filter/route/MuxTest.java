package dev.pipy.filter.route;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Stage;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RecordingOutput;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestContext;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MuxTest {

  /// Sessions that were opened, in order, and what all of them were sent.
  private final List<Stage> sessions = new ArrayList<>();

  private final List<String> sent = new ArrayList<>();
  private final RecordingOutput other = new RecordingOutput();

  @Test
  void sends_whole_messages_and_matches_answers_in_order() {
    try (var bench = muxed("key")) {
      var another = bench.openAnother(other);
      bench.feed(start("a"), bench.data("1"));
      bench.feed(another, start("b"), end());
      bench.feed(end());
      assertThat(sent).containsExactly("start(b)", "end", "start(a)", "data(1)", "end");

      answer(bench, 0, start("B"), bench.data("2"), end(), start("A"), end());

      assertThat(other.events()).containsExactly("start(B)", "data(2)", "end");
      assertThat(bench.output().events()).containsExactly("start(A)", "end");
      assertThat(sessions).hasSize(1);
    }
  }

  @Test
  void opens_one_session_per_key() {
    try (var bench = muxed(TestFunction.variable("key"))) {
      for (var key : new @Nullable Object[] {1, 1.0, "1", null, null, true}) {
        TestContext.set(bench.context(), "key", key);
        var stream = bench.pipeline().layout().open(bench.context(), other);
        bench.feed(stream, start("m"), end());
        stream.close();
      }

      assertThat(sessions).hasSize(4);
    }
  }

  @Test
  void carries_any_number_of_messages_per_stream() {
    try (var bench = muxed("key")) {
      bench.feed(start("a"), end(), start("b"), end(), streamEnd());
      answer(bench, 0, start("A"), end());
      assertThat(bench.output().take()).containsExactly("start(A)", "end");

      answer(bench, 0, start("B"), end());

      assertThat(bench.output().events()).containsExactly("start(B)", "end", "streamEnd");
    }
  }

  @Test
  void drops_the_answer_of_a_stream_that_left() {
    try (var bench = muxed("key")) {
      var another = bench.openAnother(other);
      bench.feed(start("a"), end());
      bench.feed(another, start("b"), end());
      bench.pipeline().close();

      answer(bench, 0, start("A"), bench.data("1"), end(), start("B"), end());

      assertThat(bench.output().events()).isEmpty();
      assertThat(other.events()).containsExactly("start(B)", "end");
    }
  }

  @Test
  void ends_all_waiting_streams_with_the_session_and_opens_a_new_one() {
    try (var bench = muxed("key")) {
      var another = bench.openAnother(other);
      bench.feed(start("a"), end());
      bench.feed(another, start("b"), end());

      answer(bench, 0, start("A"), new Event.StreamEnd(StreamError.CONNECTION_REFUSED));
      var third = bench.openAnother(other);
      bench.feed(third, start("c"), end());

      assertThat(bench.output().events())
          .containsExactly("start(A)", "streamEnd(ConnectionRefused)");
      assertThat(other.events()).containsExactly("streamEnd(ConnectionRefused)");
      assertThat(sessions).hasSize(2);
    }
  }

  @Test
  void does_not_take_a_cut_answer_for_a_complete_one() {
    try (var bench = muxed("key")) {
      var another = bench.openAnother(other);
      bench.feed(start("a"), end());
      bench.feed(another, start("b"), end());

      answer(bench, 0, start("A"), bench.data("1"), streamEnd());

      assertThat(bench.output().events())
          .containsExactly("start(A)", "data(1)", "streamEnd(ConnectionReset)");
      assertThat(other.events()).containsExactly("streamEnd");
    }
  }

  @Test
  void closes_a_session_that_no_stream_has_used_for_long() {
    try (var bench = muxed("key", object("maxIdle", 5))) {
      bench.feed(start("a"), end());
      bench.pipeline().close();
      bench.host().advance(Duration.ofSeconds(4));
      var another = bench.openAnother(other);
      bench.feed(another, start("b"), end());
      bench.host().advance(Duration.ofSeconds(60));
      assertThat(sent).doesNotContain("streamEnd");

      another.close();
      bench.host().advance(Duration.ofSeconds(5));

      assertThat(sent).endsWith("streamEnd");
      assertThat(sessions.getFirst().pipeline().isClosed()).isTrue();
    }
  }

  @Test
  void gives_up_idle_sessions_when_draining() {
    try (var bench = muxed("key")) {
      bench.feed(start("a"), end());
      bench.host().drain();
      assertThat(sessions.getFirst().pipeline().isClosed()).isFalse();

      bench.pipeline().close();
      bench.host().runLoop();

      assertThat(sessions.getFirst().pipeline().isClosed()).isTrue();
    }
  }

  @Test
  void ends_the_stream_when_a_message_is_too_large() {
    try (var bench = muxed("key", object("bufferLimit", 100))) {
      bench.feed(start("a"), bench.data("x".repeat(100)), bench.data("y"), end());

      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
      assertThat(sent).isEmpty();
    }
  }

  @Test
  void ends_the_stream_when_too_many_messages_wait() {
    try (var bench = muxed("key", object("maxWaiting", 1))) {
      var another = bench.openAnother(other);
      bench.feed(start("a"), end());
      bench.feed(another, start("b"), bench.data("1"), end());

      assertThat(other.events()).containsExactly("streamEnd(BufferOverflow)");
    }
  }

  @Test
  void opens_another_session_when_one_owes_enough() {
    try (var bench = muxed("key", object("maxQueue", 1))) {
      var another = bench.openAnother(other);
      bench.feed(start("a"), end());
      bench.feed(another, start("b"), end());
      assertThat(sessions).hasSize(2);

      answer(bench, 1, start("B"), end());
      answer(bench, 0, start("A"), end());
      assertThat(other.take()).containsExactly("start(B)", "end");
      assertThat(bench.output().take()).containsExactly("start(A)", "end");

      bench.feed(start("c"), end());
      assertThat(sessions).hasSize(2);
    }
  }

  @Test
  void leaves_a_session_that_has_carried_enough() {
    try (var bench = muxed("key", object("maxMessages", 2))) {
      for (int i = 0; i < 3; i++) {
        bench.feed(start("m" + i), end());
        answer(bench, i / 2, start("A" + i), end());
      }
      assertThat(bench.output().events()).hasSize(6);
      assertThat(sessions).hasSize(2);
      assertThat(sessions.getFirst().pipeline().isClosed()).isTrue();
    }
  }

  @Test
  void gives_a_message_as_many_answers_as_it_has() {
    var count = TestFunction.of(start -> String.valueOf(start).contains("two") ? 2 : 0);
    try (var bench = muxed("key", object("outputCount", count))) {
      var another = bench.openAnother(other);
      bench.feed(start("two"), end(), streamEnd());
      bench.feed(another, start("none"), end(), streamEnd());

      assertThat(other.events()).containsExactly("streamEnd");
      answer(bench, 0, start("A"), end(), start("B"), end());
      assertThat(bench.output().events())
          .containsExactly("start(A)", "end", "start(B)", "end", "streamEnd");
    }
  }

  @Test
  void does_not_send_what_has_less_than_no_answer() {
    try (var bench = muxed("key", object("outputCount", -1))) {
      bench.feed(start("a"), end(), streamEnd());

      assertThat(sent).isEmpty();
      assertThat(bench.output().events()).containsExactly("streamEnd");
    }
  }

  @Test
  void ends_the_stream_when_the_key_fails() {
    try (var bench = muxed(TestFunction.failing())) {
      bench.feed(start("a"), bench.data("1"), end());

      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void survives_events_outside_of_messages() {
    try (var bench = muxed("key")) {
      bench.feed(bench.data("1"), end(), start("a"), end());

      answer(bench, 0, bench.data("2"), end(), start("A"), end(), bench.data("3"));
      bench.feed(streamEnd());

      assertThat(bench.output().events()).containsExactly("start(A)", "end", "streamEnd");
    }
  }

  @Test
  void forgets_an_unfinished_message_when_its_stream_fails() {
    try (var bench = muxed("key")) {
      bench.feed(start("a"), bench.data("1"), new Event.StreamEnd(StreamError.CONNECTION_RESET));

      assertThat(sent).isEmpty();
      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionReset)");
    }
  }

  @Test
  void names_the_option_that_it_cannot_take() {
    assertThatThrownBy(() -> muxed("key", object("maxIdle", "soon")))
        .hasMessageStartingWith("options.maxIdle expects a duration");
  }

  @Test
  void asks_a_function_for_its_options() {
    var options = TestFunction.of(_ -> object("maxMessages", 1));
    try (var bench = muxed("key", options)) {
      bench.feed(start("a"), end());
      answer(bench, 0, start("A"), end());
      bench.feed(start("b"), end());

      assertThat(sessions).as("one for each message").hasSize(2);
    }
  }

  @Test
  void ends_the_stream_when_a_function_returns_no_options() {
    for (var result : new Object[] {"none", object("maxIdle", "soon")}) {
      try (var bench = muxed("key", TestFunction.returning(result))) {
        bench.feed(start("a"), end());

        assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
      }
    }
  }

  @Test
  void bounds_the_sets_of_options_that_a_function_returns() {
    var number = new AtomicInteger();
    var options = TestFunction.of(_ -> object("maxIdle", number.incrementAndGet()));
    try (var bench = muxed("key", options)) {
      for (int i = 1; i <= 101; i++) {
        bench.feed(bench.openAnother(other), start("a"), end());
      }

      assertThat(sessions).hasSize(100);
      assertThat(other.events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void takes_an_object_in_the_place_of_the_key_for_the_options() {
    assertThatThrownBy(() -> muxed(object("maxIdle", "soon")))
        .hasMessageStartingWith("options.maxIdle expects a duration");
  }

  @Test
  void without_a_key_each_client_has_sessions_of_its_own() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy({ _client: 0, _count: 0 })
            .listen('127.0.0.1:$PORT')
            .demuxHTTP().to($=>$
              .mux({ maxIdle: '1m' }).to($=>$
                .onStart(client => { _client = client.remotePort; return [] })
                .replaceMessage(() => new Message(`${_client} ${++_count}`))
              )
            )
          """);
      try (var one = new RawClient(plane.port());
          var two = new RawClient(plane.port())) {
        int first = one.socket().getLocalPort();
        assertThat(one.get("/").body()).isEqualTo(first + " 1");
        assertThat(one.get("/").body()).isEqualTo(first + " 2");
        assertThat(two.get("/").body()).isEqualTo(two.socket().getLocalPort() + " 1");
      }
    }
  }

  private FilterBench muxed(@Nullable Object... arguments) {
    var bench = new FilterBench();
    bench
        .linker()
        .define(
            "session",
            FilterBench.filter((event, stage) -> {
              if (!sessions.contains(stage)) {
                sessions.add(stage);
              }
              sent.add(RecordingOutput.describe(event));
              event.release();
            }));
    var all = new ArrayList<@Nullable Object>();
    all.add("session");
    all.addAll(Arrays.asList(arguments));
    return bench.build(bench.linker().node(Mux.SPEC, all.toArray()));
  }

  private void answer(FilterBench bench, int index, Event... events) {
    for (var event : events) {
      sessions.get(index).emit(event);
    }
    bench.host().runLoop();
  }

  private static TestObject object(String name, Object value) {
    return new TestObject(Map.of(name, value));
  }
}
