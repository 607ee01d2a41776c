package dev.pipy.filter.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestObject;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `decodeWebSocket` and `encodeWebSocket`.
class WebSocketFiltersTest {

  private static Event hex(String hex) {
    return new Event.Data(Unpooled.copiedBuffer(HexFormat.of().parseHex(hex)));
  }

  private static Event start(Map<String, Object> fields) {
    return new Event.MessageStart(new FieldHead(Map.copyOf(fields)));
  }

  @Test
  void decodes_messages() {
    try (var bench = FilterBench.of(DecodeWebSocket.SPEC)) {
      bench.feed(hex("818537fa213d7f9f4d"), hex("51588900"), FilterBench.streamEnd());

      assertThat(bench.output().events())
          .containsExactly(
              "start({opcode=1, masked=true})",
              "data(Hel)",
              "data(lo)",
              "end",
              "start({opcode=9, masked=false})",
              "end",
              "streamEnd");
    }
  }

  @Test
  void gives_out_a_ping_as_soon_as_it_has_come() {
    try (var bench = FilterBench.of(DecodeWebSocket.SPEC)) {
      bench.feed(hex("010161"), hex("890170"));

      assertThat(bench.output().events())
          .containsExactly(
              "start({opcode=1, masked=false})",
              "data(a)",
              "start({opcode=9, masked=false})",
              "data(p)",
              "end");

      bench.feed(hex("800162"), FilterBench.streamEnd());
      assertThat(bench.output().events()).endsWith("data(b)", "end", "streamEnd");
    }
  }

  @Test
  void measures_a_message_without_the_pings_in_it() {
    try (var bench =
        FilterBench.of(DecodeWebSocket.SPEC, new TestObject(Map.of("maxMessageSize", 3)))) {
      bench.feed(hex("02026162"), hex("89027071"), hex("000163"), hex("800164"));

      assertThat(bench.output().events())
          .endsWith("data(pq)", "end", "data(c)", "streamEnd(BufferOverflow)");
    }
  }

  @Test
  void ends_the_stream_at_what_breaks_the_rules() {
    try (var bench = FilterBench.of(DecodeWebSocket.SPEC)) {
      bench.feed(bench.data("GET / HTTP/1.1"), bench.data("more"), FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ProtocolError)");
      assertThat(bench.pipeline().takesInput()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"81", "8105", "810548", "010148"})
  void tells_a_message_that_is_cut_off(String hex) {
    try (var bench = FilterBench.of(DecodeWebSocket.SPEC)) {
      bench.feed(hex(hex), FilterBench.streamEnd());

      assertThat(bench.output().events()).endsWith("streamEnd(ConnectionReset)");
    }
  }

  @Test
  void ends_the_stream_at_a_message_that_is_too_large() {
    try (var bench =
        FilterBench.of(DecodeWebSocket.SPEC, new TestObject(Map.of("maxMessageSize", 3)))) {
      bench.feed(hex("8203616263"), hex("0202616280026364"), hex("8200"));

      assertThat(bench.output().events())
          .containsExactly(
              "start({opcode=2, masked=false})",
              "data(abc)",
              "end",
              "start({opcode=2, masked=false})",
              "data(ab)",
              "streamEnd(BufferOverflow)");
    }
  }

  /// The bytes that come out, in hex.
  private static FilterBench encoding(List<String> frames) {
    var bench = new FilterBench();
    return bench.build(
        bench.linker().node(EncodeWebSocket.SPEC),
        FilterBench.filter((event, stage) -> {
          if (event instanceof Event.Data(ByteBuf bytes)) {
            frames.add(ByteBufUtil.hexDump(bytes));
            bytes.release();
          } else {
            stage.emit(event);
          }
        }));
  }

  @Test
  void encodes_messages() {
    var frames = new ArrayList<String>();
    try (var bench = encoding(frames)) {
      bench.feed(
          start(Map.of("opcode", 1)),
          bench.data("Hel"),
          bench.data("lo"),
          FilterBench.end(),
          FilterBench.start("other"),
          FilterBench.end(),
          start(Map.of("opcode", 9.0)),
          bench.data("p"),
          FilterBench.end(),
          bench.data("outside"),
          FilterBench.streamEnd());

      assertThat(frames).containsExactly("810548656c6c6f", "8200", "890170");
      assertThat(bench.output().events()).containsExactly("streamEnd");
    }
  }

  @Test
  void sends_what_is_there_at_the_end_of_a_turn() {
    var frames = new ArrayList<String>();
    try (var bench = encoding(frames)) {
      bench.feed(start(Map.of("opcode", 1)), bench.data("a"));
      bench.feed(bench.data("b"), bench.data("c"));
      bench.feed(FilterBench.end());

      assertThat(frames).containsExactly("010161", "00026263", "8000");
    }
  }

  @Test
  void sends_a_ping_between_the_frames_of_a_message() {
    var frames = new ArrayList<String>();
    try (var bench = encoding(frames)) {
      bench.feed(
          start(Map.of("opcode", 1)),
          bench.data("a"),
          start(Map.of("opcode", 9)),
          bench.data("p"),
          FilterBench.end(),
          bench.data("b"),
          start(Map.of("opcode", 10)),
          FilterBench.end(),
          FilterBench.end(),
          start(Map.of()),
          FilterBench.end());

      assertThat(frames).containsExactly("010161", "890170", "000162", "8a00", "8000", "8200");
    }
  }

  @Test
  void sends_a_ping_before_the_first_bytes_of_a_message() {
    var frames = new ArrayList<String>();
    try (var bench = encoding(frames)) {
      bench.feed(
          start(Map.of("opcode", 1)),
          start(Map.of("opcode", 9)),
          FilterBench.end(),
          bench.data("a"),
          FilterBench.end());

      assertThat(frames).containsExactly("8900", "810161");
    }
  }

  @Test
  void refuses_a_message_inside_of_another() {
    for (var opcodes : List.of(List.of(1, 2), List.of(1, 8), List.of(9, 10), List.of(9, 1))) {
      try (var bench = FilterBench.of(EncodeWebSocket.SPEC)) {
        bench.feed(
            start(Map.of("opcode", opcodes.getFirst())),
            start(Map.of("opcode", opcodes.getLast())));
        assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
      }
    }
  }

  @Test
  void answers_a_ping_while_a_message_goes_on() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .decodeWebSocket()
            .handleMessage(message => console.log(message.head.opcode, message.body.size))
            .replaceMessage(message => new Message(
              { opcode: message.head.opcode === 9 ? 10 : message.head.opcode }, message.body))
            .encodeWebSocket()
          """);
      try (var client = new RawClient(plane.port())) {
        client.send("\u0001\1a" + "\u0089\1p");
        assertThat(client.read(3)).isEqualTo("\u008a\1p");
        client.send("\u0080\1b");
        assertThat(client.read(4)).isEqualTo("\u0081\2ab");
      }
    }
  }

  @Test
  void cuts_large_messages() {
    var frames = new ArrayList<String>();
    try (var bench = encoding(frames)) {
      bench.feed(start(Map.of()), bench.data("x".repeat((32 << 10) + 1)), FilterBench.end());

      assertThat(frames).hasSize(3);
      assertThat(frames.get(0)).startsWith("027e4000").hasSize(2 * (4 + (16 << 10)));
      assertThat(frames.get(1)).startsWith("007e4000");
      assertThat(frames.get(2)).isEqualTo("800178");
    }
  }

  @Test
  void masks_so_that_it_can_be_read() {
    var bench = new FilterBench();
    try (bench) {
      bench.build(
          bench.linker().node(EncodeWebSocket.SPEC), bench.linker().node(DecodeWebSocket.SPEC));
      bench.feed(
          start(Map.of("opcode", 1, "masked", true)), bench.data("Hello"), FilterBench.end());

      assertThat(bench.output().events())
          .containsExactly("start({opcode=1, masked=true})", "data(Hello)", "end");
    }
  }

  @Test
  void refuses_what_no_frame_can_be_made_of() {
    for (Object opcode : List.of(0, 3, 11, 1.5, "text")) {
      try (var bench = FilterBench.of(EncodeWebSocket.SPEC)) {
        bench.feed(start(Map.of("opcode", opcode)), bench.data("a"), FilterBench.end());
        assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
      }
    }
    try (var bench = FilterBench.of(EncodeWebSocket.SPEC)) {
      bench.feed(start(Map.of("opcode", 8)), bench.data("x".repeat(100)));
      bench.feed(bench.data("x".repeat(26)), FilterBench.end());
      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void tells_that_its_input_was_cut_off() {
    try (var bench = FilterBench.of(EncodeWebSocket.SPEC)) {
      bench.feed(start(Map.of("opcode", 1)), bench.data("a"), FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionReset)");
    }
  }

  @Test
  void shows_scripts_the_heads_and_takes_theirs() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .decodeWebSocket()
            .handleMessageStart(start => { if (start.head.opcode === 9) start.head.opcode = 10 })
            .handleMessageStart(start => { start.head.masked = false })
            .replaceMessage(message => message.head.opcode === 2
              ? new Message({ opcode: 1 }, message.body.toString().toUpperCase())
              : message)
            .encodeWebSocket()
          """);
      try (var client = new RawClient(plane.port())) {
        client.send("\u0089\u0081\0\0\0\0p" + "\u0082\u0082\0\0\0\0hi");
        assertThat(client.read(7)).isEqualTo("\u008a\1p" + "\u0081\2HI");
      }
    }
  }
}
