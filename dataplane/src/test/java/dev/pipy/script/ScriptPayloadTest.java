package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pipy.codec.resp.RespError;
import dev.pipy.codec.resp.RespNull;
import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Message;
import dev.pipy.event.Payload;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.testing.Shown;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Payloads on their way between Java and scripts.
final class ScriptPayloadTest {

  private static TestProgram program(String function) {
    return TestProgram.main("pipy().listen(" + function + ")").loaded();
  }

  private static Event.MessageEnd end(@Nullable Object value) {
    return new Event.MessageEnd(null, new Payload(value, 0));
  }

  @Test
  void a_script_sees_what_a_decoder_made() {
    var value =
        Arrays.asList(
            1, 2.5, true, "a", null, RespNull.ARRAY, Bytes.of("b"), Map.of("c", List.of()));
    try (var program =
        program("({ payload }) => JSON.stringify(payload) + payload[6].toString()")) {
      assertThat(program.result(0, end(value)))
          .isEqualTo("[1,2.5,true,\"a\",null,null,{},{\"c\":[]}]b");
      assertThat(program.result(0, new Message(null, null, null, new Payload(value, 0))))
          .isEqualTo("[1,2.5,true,\"a\",null,null,{},{\"c\":[]}]b");
    }
  }

  @Test
  void errors_and_large_numbers_pass_both_ways() {
    var value =
        List.of(new RespError("ERR no"), 1L << 53, (1L << 53) + 1, Long.MIN_VALUE, Long.MAX_VALUE);
    try (var program =
        program(
            "end => (end.payload.push(end.payload[0] instanceof Error, typeof end.payload[1],"
                + " typeof end.payload[2], 2n ** 64n + 1n), end)")) {
      var end = (Event.MessageEnd) Objects.requireNonNull(program.result(0, end(value)));
      assertThat(Shown.of(Objects.requireNonNull(end.payload()).value()))
          .isEqualTo(
              "[RespError[message=ERR no], 9007199254740992, 9007199254740993,"
                  + " -9223372036854775808, 9223372036854775807, true, 'number', 'bigint',"
                  + " 18446744073709551617]");
    }
  }

  @Test
  void nothing_is_made_until_a_script_looks() {
    try (var program = program("end => end.tail")) {
      var end = end(List.of(1));
      var _ = program.result(0, end);
      assertThat(Objects.requireNonNull(end.payload()).view()).isNull();
    }
  }

  @Test
  void a_payload_is_the_same_object_for_all_callbacks() {
    try (var program =
        TestProgram.main(
                "((seen) => pipy().listen(({ payload }) => (seen ??= payload) === payload))()")
            .loaded()) {
      var payload = new Payload(List.of(1), 0);
      assertThat(program.result(0, new Event.MessageEnd(null, payload))).isEqualTo(true);
      assertThat(program.result(0, new Message(null, null, null, payload))).isEqualTo(true);
    }
  }

  @Test
  void changes_reach_the_encoder_of_the_event_that_was_seen() {
    try (var program = program("({ payload }) => { payload.b.push('x') }")) {
      var end = end(Map.of("b", List.of(1)));
      var _ = program.result(0, end);
      assertThat(Shown.of(Objects.requireNonNull(end.payload()).value())).isEqualTo("{b=[1, 'x']}");
    }
  }

  @Test
  void an_event_that_comes_back_is_the_same() {
    try (var program = program("end => end")) {
      var end = end(5);
      assertThat(program.result(0, end)).isSameAs(end);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          new MessageEnd()                            | none
          new MessageEnd(null, undefined)             | none
          new MessageEnd(null, null)                  | null
          new MessageEnd({ headers: {} }, 5)          | 5
          new MessageEnd(null, 'text')                | 'text'
          new MessageEnd(null, [new Data('a'), 1.5])  | [<61>, 1.5]
          new MessageEnd(null, new Data('a'))         | <61>
          new MessageEnd(null, { a: [{}] })           | {a=[{}]}
          new MessageEnd(null, new Error('no'))       | RespError[message=no]
          new MessageEnd(null, end.payload)           | [1, 2]
          """)
  void ends_made_by_a_script(String made, String expected) {
    try (var program = program("end => " + made)) {
      var end = (Event.MessageEnd) Objects.requireNonNull(program.result(0, end(List.of(1, 2))));
      var payload = end.payload();
      assertThat(payload == null ? "none" : Shown.of(payload.value())).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          new Message('body')              | none
          new Message(null, null)          | none
          new Message(null, [1])           | [1]
          new Message({}, 5)               | 5
          new Message({}, { a: 1 }, null)  | {a=1}
          """)
  void messages_made_by_a_script(String made, String expected) {
    try (var program = program("() => " + made)) {
      var message = (Message) Objects.requireNonNull(program.result(0));
      var payload = message.payload();
      assertThat(payload == null ? "none" : Shown.of(payload.value())).isEqualTo(expected);
    }
  }

  @Test
  void a_script_sees_what_it_made_itself() {
    try (var program =
        program("() => [new MessageEnd(null, 5).payload, new Message(null, 7).payload].join()")) {
      assertThat(program.result(0)).isEqualTo("5,7");
    }
  }

  /// Nested values of heads as well: they are read by codecs that know no scripts.
  @Test
  void heads_are_read_in_depth() {
    try (var program = program("() => new MessageStart({ a: [{ b: new Data('x') }], c: 1n })")) {
      var start = (Event.MessageStart) Objects.requireNonNull(program.result(0));
      assertThat(Shown.of(FieldHead.of(start.head()))).isEqualTo("{a=[{b=<78>}], c=1}");
    }
  }

  @Test
  void a_value_that_cannot_be_read_is_reported_and_fails_that_stream() {
    try (var program =
        program("() => new MessageEnd(null, { get a() { throw new Error('not now') } })")) {
      var end = (Event.MessageEnd) Objects.requireNonNull(program.result(0));
      var payload = Objects.requireNonNull(end.payload());
      assertThatExceptionOfType(CallFailure.class)
          .isThrownBy(payload::value)
          .withMessageContaining("not now");
    }
    try (var program = program("() => (x => (x.push(x), new MessageEnd(null, x)))([])")) {
      var end = (Event.MessageEnd) Objects.requireNonNull(program.result(0));
      var payload = Objects.requireNonNull(end.payload());
      assertThatExceptionOfType(CallFailure.class)
          .isThrownBy(payload::value)
          .withMessageContaining("nested deeper than 500 levels, or contains itself");
    }
  }
}
