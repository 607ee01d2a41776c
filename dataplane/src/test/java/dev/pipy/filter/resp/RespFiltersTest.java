package dev.pipy.filter.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Payload;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `decodeRESP` and `encodeRESP`.
class RespFiltersTest {

  private static Event end(@Nullable Object value) {
    return new Event.MessageEnd(null, new Payload(value, 0));
  }

  @Test
  void decodes_a_message_for_each_value() {
    try (var bench = FilterBench.of(DecodeResp.SPEC)) {
      bench.feed(
          bench.data("+OK\r\n*2\r\n:1"), bench.data("\r\n+a\r\n$-1\r\n"), FilterBench.streamEnd());

      assertThat(bench.output().events())
          .containsExactly(
              "start(0)",
              "end(payload OK)",
              "start(0)",
              "end(payload [1, a])",
              "start(0)",
              "end(payload null)",
              "streamEnd");
    }
  }

  @Test
  void ends_the_stream_at_what_is_no_value() {
    try (var bench = FilterBench.of(DecodeResp.SPEC)) {
      bench.feed(bench.data(":1\r\nPING\r\n"), bench.data(":2\r\n"), FilterBench.streamEnd());

      assertThat(bench.output().events())
          .containsExactly("start(0)", "end(payload 1)", "streamEnd(ProtocolError)");
      assertThat(bench.pipeline().takesInput()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+", "$1\r\n", "$1\r\na", "*1\r\n"})
  void tells_a_value_that_is_cut_off(String text) {
    try (var bench = FilterBench.of(DecodeResp.SPEC)) {
      bench.feed(bench.data(text), FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionReset)");
    }
  }

  @Test
  void ends_the_stream_at_a_value_that_is_too_large() {
    try (var bench = FilterBench.of(DecodeResp.SPEC, new TestObject(Map.of("maxMessageSize", 9)))) {
      bench.feed(bench.data("$3\r\nabc\r\n"), bench.data("$4\r\n"), bench.data("abcd\r\n"));

      assertThat(bench.output().events()).hasSize(3).endsWith("streamEnd(BufferOverflow)");
    }
  }

  @Test
  void encodes_payloads() {
    try (var bench = FilterBench.of(EncodeResp.SPEC)) {
      bench.feed(
          FilterBench.start("a"),
          bench.data("no part of it"),
          end(List.of(Bytes.of("SET"), "a", 1)),
          FilterBench.start("b"),
          FilterBench.end(),
          end("outside"),
          FilterBench.streamEnd());

      assertThat(bench.output().events())
          .containsExactly("data(*3\r\n$3\r\nSET\r\n+a\r\n:1\r\n)", "data($-1\r\n)", "streamEnd");
    }
  }

  @Test
  void ends_the_stream_at_what_cannot_be_said() {
    try (var bench = FilterBench.of(EncodeResp.SPEC)) {
      bench.feed(FilterBench.start("a"), end(Map.of("a", 1)), FilterBench.start("b"), end(1));

      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void tells_that_its_input_was_cut_off() {
    try (var bench = FilterBench.of(EncodeResp.SPEC)) {
      bench.feed(FilterBench.start("a"), FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionReset)");
    }
  }

  /// Byte for byte, null arrays and large numbers included.
  @Test
  void passes_values_on_as_they_came() throws Exception {
    var values =
        "*-1\r\n$-1\r\n:9223372036854775807\r\n*2\r\n-ERR a\r\n*0\r\n$2\r\n\u00ff\u00fe\r\n";
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .decodeRESP()
            .handleMessage(message => {})
            .handleMessageEnd(end => {})
            .replaceMessage(message => message)
            .encodeRESP()
          """);
      try (var client = new RawClient(plane.port())) {
        client.send(values).endOutput();
        assertThat(client.rest()).isEqualTo(values);
      }
    }
  }

  @Test
  void shows_scripts_the_values_and_takes_theirs() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .decodeRESP()
            .handleMessageEnd(end => { if (end.payload[0]) end.payload.push(end.payload.length) })
            .replaceMessage(({ payload }) =>
              payload[0] === null ? new Message(null, [[null, undefined], true]) :
              payload[0] instanceof Error ? new Message(null, new Error(payload[0].message + '!')) :
              payload[0] instanceof Data ? [
                new MessageStart,
                new MessageEnd(null, payload.map(part => part.toString()))
              ] :
              new Message(null, [payload[0] + 1n, ...payload.slice(1)]))
            .encodeRESP()
          """);
      try (var client = new RawClient(plane.port())) {
        client
            .send("*1\r\n$-1\r\n*1\r\n-ERR\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n")
            .send("*1\r\n:9007199254740993\r\n")
            .endOutput();
        assertThat(client.rest())
            .isEqualTo(
                "*2\r\n*2\r\n$-1\r\n$-1\r\n+true\r\n"
                    + "-ERR!\r\n"
                    + "*3\r\n+a\r\n+b\r\n+2\r\n"
                    + "*2\r\n:9007199254740994\r\n:1\r\n");
      }
    }
  }

  @Test
  void a_payload_that_cannot_be_read_ends_that_stream() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          ((cycle) => (
            cycle = [],
            cycle.push(cycle),
            pipy()
              .listen('127.0.0.1:$PORT')
              .decodeRESP()
              .replaceMessage(({ payload }) => new Message(null, payload ? payload : cycle))
              .encodeRESP()
          ))()
          """);
      try (var client = new RawClient(plane.port())) {
        client.send(":1\r\n");
        assertThat(client.read(4)).isEqualTo(":1\r\n");
        assertThat(client.send(":0\r\n").isReset()).isTrue();
      }
    }
  }
}
