package dev.pipy.filter.message;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestHead;
import dev.pipy.testing.TestPromise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class HandleFiltersTest {

  static Stream<Arguments> calls() {
    return Stream.of(
        Arguments.of(HandleStreamStart.SPEC, List.of("MessageStart")),
        Arguments.of(HandleMessageStart.SPEC, List.of("MessageStart", "MessageStart")),
        Arguments.of(HandleData.SPEC, List.of("Bytes", "Bytes")),
        Arguments.of(HandleMessageEnd.SPEC, List.of("MessageEnd", "MessageEnd")),
        Arguments.of(HandleStreamEnd.SPEC, List.of("StreamEnd")),
        Arguments.of(HandleMessage.SPEC, List.of("Message", "Message")),
        Arguments.of(HandleMessageBody.SPEC, List.of("Bytes", "Bytes")));
  }

  static Stream<FilterSpec> specs() {
    return calls().map(arguments -> (FilterSpec) arguments.get()[0]);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void calls_the_function_and_passes_all_on(FilterSpec spec, List<String> expected) {
    var seen = new ArrayList<String>();
    var function =
        TestFunction.doing(
            value -> seen.add(Objects.requireNonNull(value).getClass().getSimpleName()));
    try (var bench = FilterBench.of(spec, function)) {
      bench.feed(start("a"), bench.data("1"), end());
      bench.feed(start("b"), bench.data("2"), bench.data(""), end(), streamEnd());

      assertThat(seen).isEqualTo(expected);
      assertThat(bench.output().events())
          .containsExactly(
              "start(a)", "data(1)", "end", "start(b)", "data(2)", "data()", "end", "streamEnd");
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void ends_the_stream_when_the_function_fails(FilterSpec spec) {
    try (var bench = FilterBench.of(spec, TestFunction.failing())) {
      bench.feed(start("a"), bench.data("1"), end(), bench.data("2"), streamEnd());

      assertThat(bench.output().events())
          .endsWith("streamEnd(RuntimeError)")
          .doesNotContain("streamEnd");
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void holds_events_back_until_a_promise_settles(FilterSpec spec) {
    var promise = new TestPromise();
    try (var bench = FilterBench.of(spec, TestFunction.returning(promise))) {
      bench.feed(start("a"), bench.data("1"), end(), streamEnd());
      assertThat(bench.output().take()).doesNotContain("streamEnd");

      for (int i = 0; i < 4; i++) {
        promise.fulfil(null);
      }

      assertThat(bench.output().events()).endsWith("streamEnd");
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void gives_up_what_it_holds_when_closed(FilterSpec spec) {
    var promise = new TestPromise();
    try (var bench = FilterBench.of(spec, TestFunction.returning(promise))) {
      bench.feed(start("a"), bench.data("1"), end(), bench.data("2"), streamEnd());
      bench.pipeline().close();
      bench.output().take();

      promise.fulfil(null);

      assertThat(bench.output().events()).isEmpty();
    }
  }

  @Test
  void ends_the_stream_when_a_promise_is_rejected() {
    var promise = new TestPromise();
    try (var bench = FilterBench.of(HandleData.SPEC, TestFunction.returning(promise))) {
      bench.feed(bench.data("1"), bench.data("2"));

      promise.reject("no");

      bench.feed(bench.data("3"));
      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void ends_the_stream_when_too_much_waits_for_a_promise() {
    var promise = new TestPromise();
    var chunk = "x".repeat(300_000);
    try (var bench = FilterBench.of(HandleData.SPEC, TestFunction.returning(promise))) {
      bench.feed(bench.data("1"), bench.data(chunk));
      assertThat(bench.source().pauses()).isEqualTo(1);

      bench.feed(bench.data(chunk), bench.data(chunk), bench.data(chunk), bench.data(chunk));

      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
      assertThat(bench.source().pauses()).isZero();
    }
  }

  @Test
  void passes_on_the_very_buffer_unless_the_function_changed_it() {
    var output = new ArrayList<Event>();
    try (var bench = FilterBench.of(HandleData.SPEC, TestFunction.returning(null))) {
      var pipeline = bench.pipeline().layout().open(bench.context(), output::add);
      var data = bench.data("as it is");

      pipeline.input(data);

      assertThat(output).containsExactly(data);
      data.release();
    }
  }

  @Test
  void passes_on_what_the_function_changed() {
    var function =
        TestFunction.doing(value -> Objects.requireNonNull((Bytes) value).push(Bytes.of("!")));
    try (var bench = FilterBench.of(HandleData.SPEC, function)) {
      bench.feed(start("a", 2), bench.data("hi"), end());

      assertThat(bench.output().events()).containsExactly("start(a)", "data(hi!)", "end");
    }
  }

  @Test
  void cuts_the_copy_of_a_long_body_but_not_the_stream() {
    var bodies = new ArrayList<String>();
    try (var bench = FilterBench.of(HandleMessageBody.SPEC, 4, collecting(bodies))) {
      bench.feed(start("a", 6), bench.data("abc"), bench.data("def"), end());

      assertThat(bodies).containsExactly("abcd");
      assertThat(bench.output().events())
          .containsExactly("start(a 6)", "data(abc)", "data(def)", "end");
    }
  }

  @Test
  void gives_head_and_an_empty_body_to_the_function() {
    var messages = new ArrayList<@Nullable Object>();
    try (var bench = FilterBench.of(HandleMessage.SPEC, TestFunction.doing(messages::add))) {
      bench.feed(bench.data("outside"), start("a"), end());

      assertThat(messages).hasSize(1);
      var message = (Message) Objects.requireNonNull(messages.getFirst());
      assertThat(message.head()).isEqualTo(new TestHead("a"));
      assertThat(Objects.requireNonNull(message.body()).size()).isZero();
    }
  }

  @Test
  void takes_an_orderly_end_of_the_stream_for_the_end_of_the_message() {
    var bodies = new ArrayList<String>();
    try (var bench = FilterBench.of(HandleMessageBody.SPEC, collecting(bodies))) {
      bench.feed(start("a"), bench.data("abc"), streamEnd());

      assertThat(bodies).containsExactly("abc");
    }
  }

  @Test
  void does_not_take_a_failed_stream_for_a_complete_message() {
    var bodies = new ArrayList<String>();
    try (var bench = FilterBench.of(HandleMessageBody.SPEC, collecting(bodies))) {
      bench.feed(start("a"), bench.data("abc"), new Event.StreamEnd(StreamError.CONNECTION_RESET));

      assertThat(bodies).isEmpty();
      assertThat(bench.output().events()).endsWith("streamEnd(ConnectionReset)");
    }
  }

  private static TestFunction collecting(List<String> bodies) {
    return TestFunction.doing(body ->
        bodies.add(
            new String(Objects.requireNonNull((Bytes) body).toArray(), StandardCharsets.UTF_8)));
  }
}
