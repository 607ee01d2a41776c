package dev.pipy.filter.dubbo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `decodeDubbo` and `encodeDubbo`.
class DubboFiltersTest {

  private static final String PING = "dabbc200000000000000000700000004";

  private static Event hex(String hex) {
    return new Event.Data(Unpooled.copiedBuffer(HexFormat.of().parseHex(hex)));
  }

  private static Event start(Map<String, Object> fields) {
    return new Event.MessageStart(new FieldHead(Map.copyOf(fields)));
  }

  @Test
  void decodes_messages() {
    try (var bench = FilterBench.of(DecodeDubbo.SPEC)) {
      bench.feed(hex(PING), bench.data("pi"), bench.data("ng"), FilterBench.streamEnd());

      assertThat(bench.output().events())
          .containsExactly(
              "start({id=7, requestID=7, isRequest=true, isTwoWay=true, isEvent=false,"
                  + " serializationType=2, status=0} 4)",
              "data(pi)",
              "data(ng)",
              "end",
              "streamEnd");
    }
  }

  @Test
  void ends_the_stream_at_another_protocol() {
    try (var bench = FilterBench.of(DecodeDubbo.SPEC)) {
      bench.feed(bench.data("GET / HTTP/1.1"), bench.data("more"), FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ProtocolError)");
      assertThat(bench.pipeline().takesInput()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"da", PING, PING + "616263"})
  void tells_a_message_that_is_cut_off(String hex) {
    try (var bench = FilterBench.of(DecodeDubbo.SPEC)) {
      bench.feed(hex(hex), FilterBench.streamEnd());

      assertThat(bench.output().events()).endsWith("streamEnd(ConnectionReset)");
    }
  }

  @Test
  void ends_the_stream_at_a_message_that_is_too_large() {
    try (var bench =
        FilterBench.of(DecodeDubbo.SPEC, new TestObject(Map.of("maxMessageSize", 3)))) {
      bench.feed(hex(PING));

      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
    }
    try (var bench = FilterBench.of(DecodeDubbo.SPEC)) {
      bench.feed(hex("dabbc2000000000000000007" + "00800001"));

      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
    }
  }

  /// The frames that come out are written down in hex.
  private static FilterBench encoding(List<String> frames, @Nullable Object... arguments) {
    var bench = new FilterBench();
    return bench.build(
        bench.linker().node(EncodeDubbo.SPEC, arguments),
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
  void encodes_messages_with_defaults_and_without() {
    var frames = new ArrayList<String>();
    try (var bench = encoding(frames)) {
      bench.feed(FilterBench.start("other"), bench.data("a"), bench.data("b"), FilterBench.end());
      bench.feed(bench.data("outside"), FilterBench.start("other"), FilterBench.end());
      bench.feed(
          start(
              Map.of(
                  "id",
                  "18446744073709551615",
                  "isRequest",
                  false,
                  "isTwoWay",
                  false,
                  "isEvent",
                  true,
                  "serializationType",
                  31.0,
                  "status",
                  20)),
          FilterBench.end(),
          FilterBench.streamEnd());

      assertThat(frames)
          .containsExactly(
              "dabbc200" + "0000000000000000" + "00000002" + "6162",
              "dabbc200" + "0000000000000001" + "00000000",
              "dabb3f14" + "ffffffffffffffff" + "00000000");
      assertThat(bench.output().events()).containsExactly("streamEnd");
    }
  }

  private static String idOf(Map<String, Object> fields) {
    var frames = new ArrayList<String>();
    try (var bench = encoding(frames)) {
      bench.feed(start(fields), FilterBench.end());
      return frames.isEmpty() ? "" + bench.output().events() : frames.getFirst().substring(8, 24);
    }
  }

  @Test
  void takes_either_name_of_the_id() {
    assertThat(idOf(Map.of("id", "-1"))).isEqualTo("ffffffffffffffff");
    assertThat(idOf(Map.of("id", 5))).isEqualTo("0000000000000005");
    assertThat(idOf(Map.of("requestID", 5.0))).isEqualTo("0000000000000005");
    assertThat(idOf(Map.of("requestID", 0x1p63))).isEqualTo("8000000000000000");
    assertThat(idOf(Map.of("id", "9007199254740993", "requestID", 0x1p53)))
        .isEqualTo("0020000000000001");
  }

  @Test
  void refuses_heads_that_cannot_be_written() {
    for (Map<String, Object> fields :
        List.<Map<String, Object>>of(
            Map.of("id", "x"),
            Map.of("id", ""),
            Map.of("id", "18446744073709551616"),
            Map.of("id", true),
            Map.of("requestID", 1.5),
            Map.of("requestID", Double.NaN),
            Map.of("requestID", 0x1p64),
            Map.of("requestID", -0x1p64),
            Map.of("serializationType", 32),
            Map.of("serializationType", "hessian2"),
            Map.of("status", 128))) {
      assertThat(idOf(fields)).as("%s", fields).isEqualTo("[streamEnd(RuntimeError)]");
    }
  }

  @Test
  void refuses_two_ids_of_which_none_is_known_to_be_new() {
    FieldHead.View head = () -> Map.<String, @Nullable Object>of("id", "1", "requestID", 2);
    try (var bench = FilterBench.of(EncodeDubbo.SPEC)) {
      bench.feed(new Event.MessageStart(head), FilterBench.end());

      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void takes_a_head_that_is_given() {
    var frames = new ArrayList<String>();
    try (var bench = encoding(frames, new TestObject(Map.of("id", "9", "isEvent", true)))) {
      bench.feed(start(Map.of("id", "1")), FilterBench.end());
      assertThat(frames).containsExactly("dabbe200" + "0000000000000009" + "00000000");
    }
    frames.clear();
    try (var bench = encoding(frames, TestFunction.returning(null))) {
      bench.feed(start(Map.of("id", "1")), FilterBench.end());
      assertThat(frames).containsExactly("dabbc200" + "0000000000000001" + "00000000");
    }
  }

  @Test
  void does_not_hold_more_than_it_may() {
    var frames = new ArrayList<String>();
    try (var bench = encoding(frames, null, new TestObject(Map.of("maxMessageSize", 3)))) {
      bench.feed(start(Map.of()), bench.data("abc"), FilterBench.end());
      bench.feed(start(Map.of()), bench.data("abc"), bench.data("d"), FilterBench.end());

      assertThat(frames).hasSize(1);
      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
      assertThat(bench.pipeline().takesInput()).isFalse();
    }
  }

  @Test
  void tells_that_its_input_was_cut_off() {
    try (var bench = FilterBench.of(EncodeDubbo.SPEC)) {
      bench.feed(start(Map.of()), bench.data("a"), FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionReset)");
    }
  }

  @Test
  void refuses_a_message_inside_of_another() {
    try (var bench = FilterBench.of(EncodeDubbo.SPEC)) {
      bench.feed(start(Map.of()), start(Map.of()));

      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void shows_scripts_the_heads_and_takes_theirs() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .decodeDubbo()
            .handleMessageStart(start => { if (start.head.requestID === 1) start.head.requestID = 17 })
            .handleMessageStart(start => { if (start.head.id === '2') start.head.id = '18' })
            .replaceMessage(message => message.head.isEvent
              ? message
              : new Message({ ...message.head, isRequest: false, status: 20 }, 'ok'))
            .encodeDubbo()
          """);
      try (var client = new RawClient(plane.port())) {
        for (var expected :
            List.of(
                "\u00c2\0" + "\0\0\0\0\0\0\0\3" + "\0\0\0\0" + "|B\24\0\0\0\0\0\0\0\3\0\0\0\2ok",
                "\u00e2\0"
                    + "\0\0\0\0\0\0\0\1"
                    + "\0\0\0\1a"
                    + "|\u00e2\0\0\0\0\0\0\0\0\21\0\0\0\1a",
                "\u00e2\0"
                    + "\0\0\0\0\0\0\0\2"
                    + "\0\0\0\1b"
                    + "|\u00e2\0\0\0\0\0\0\0\0\22\0\0\0\1b",
                // an id that no number of a script can be
                "\u00e2\0"
                    + "\0\40\0\0\0\0\0\1"
                    + "\0\0\0\0"
                    + "|\u00e2\0\0\40\0\0\0\0\0\1\0\0\0\0")) {
          int bar = expected.indexOf('|');
          client.send("\u00da\u00bb" + expected.substring(0, bar));
          var answer = "\u00da\u00bb" + expected.substring(bar + 1);
          assertThat(client.read(answer.length())).isEqualTo(answer);
        }
      }
    }
  }
}
