package dev.pipy.filter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Payload;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestObject;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `decodeMQTT` and `encodeMQTT`.
class MqttFiltersTest {

  private static final String CONNECT_4 = "100f00044d5154540482003c0000000175";
  private static final String CONNECT_5 = "100e00044d5154540502003c00000163";

  private static Event hex(String hex) {
    return new Event.Data(Unpooled.copiedBuffer(HexFormat.of().parseHex(hex)));
  }

  private static Event start(Map<String, Object> fields) {
    return new Event.MessageStart(new FieldHead(Map.copyOf(fields)));
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  private static String hexOf(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void decodes_a_message_for_each_packet() {
    try (var bench = FilterBench.of(DecodeMqtt.SPEC)) {
      bench.feed(hex("30070003612f62"), hex("6869c000a205000a000161"), FilterBench.streamEnd());

      assertThat(bench.output().events())
          .containsExactly(
              "start({type=PUBLISH, qos=0, dup=false, retain=false, protocolLevel=4,"
                  + " topicName=a/b} 2)",
              "data(hi)",
              "end",
              "start({type=PINGREQ, qos=0, dup=false, retain=false, protocolLevel=4} 0)",
              "end",
              "start({type=UNSUBSCRIBE, qos=1, dup=false, retain=false, protocolLevel=4,"
                  + " packetIdentifier=10, topicFilters=[a]} 3)",
              "data(\0\1a)",
              "end(payload [a])",
              "streamEnd");
    }
  }

  @Test
  void ends_the_stream_at_what_breaks_the_rules() {
    try (var bench = FilterBench.of(DecodeMqtt.SPEC)) {
      bench.feed(bench.data("GET / HTTP/1.1\r\n\r\n"), hex("c000"), FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ProtocolError)");
      assertThat(bench.pipeline().takesInput()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "3007", "30070003612f6268"})
  void tells_a_packet_that_is_cut_off(String hex) {
    try (var bench = FilterBench.of(DecodeMqtt.SPEC)) {
      bench.feed(hex(hex), FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionReset)");
    }
  }

  @Test
  void lets_go_of_a_packet_under_way_when_it_is_closed() {
    try (var bench = FilterBench.of(DecodeMqtt.SPEC)) {
      bench.feed(hex("30070003612f6268"));
      assertThat(bench.output().events()).isEmpty();
    }
  }

  @Test
  void ends_the_stream_at_a_packet_that_is_too_large() {
    try (var bench = FilterBench.of(DecodeMqtt.SPEC, new TestObject(Map.of("maxPacketSize", 7)))) {
      bench.feed(hex("30070003612f626869"), hex("3008"), hex("0003"));

      assertThat(bench.output().events()).hasSize(4).endsWith("streamEnd(BufferOverflow)");
    }
  }

  /// The bytes that come out, in hex.
  private static FilterBench encoding(List<String> out, Object... arguments) {
    var bench = new FilterBench();
    return bench.build(
        bench.linker().node(EncodeMqtt.SPEC, arguments),
        FilterBench.filter((event, stage) -> {
          if (event instanceof Event.Data(ByteBuf bytes)) {
            out.add(ByteBufUtil.hexDump(bytes));
            bytes.release();
          } else {
            stage.emit(event);
          }
        }));
  }

  @Test
  void encodes_messages() {
    var out = new ArrayList<String>();
    try (var bench = encoding(out)) {
      bench.feed(
          start(Map.of("type", "PUBLISH", "topicName", "a/b")),
          bench.data("h"),
          bench.data("i"),
          bench.data("!"),
          FilterBench.end(),
          start(Map.of("type", "PINGREQ")),
          bench.data("no part of it"),
          FilterBench.end(),
          start(Map.of("type", "SUBSCRIBE", "packetIdentifier", 1)),
          new Event.MessageEnd(null, new Payload(Map.of("topicFilters", List.of("a")), 0)),
          bench.data("outside"),
          FilterBench.streamEnd());

      assertThat(out).containsExactly("30080003612f62", "686921", "c000", "8206000100016100");
      assertThat(bench.output().events()).containsExactly("streamEnd");
    }
  }

  @Test
  void ends_the_stream_at_what_no_packet_can_be_made_of() {
    for (var head : List.of(Map.<String, Object>of(), Map.<String, Object>of("type", "PUBLISH"))) {
      try (var bench = FilterBench.of(EncodeMqtt.SPEC)) {
        bench.feed(start(head), bench.data("a"), FilterBench.end(), bench.data("b"));
        assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
      }
    }
    try (var bench = FilterBench.of(EncodeMqtt.SPEC)) {
      bench.feed(start(Map.of("type", "PINGREQ")), start(Map.of("type", "PINGREQ")));
      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void bounds_bodies() {
    var out = new ArrayList<String>();
    try (var bench = encoding(out, new TestObject(Map.of("maxBodySize", 3)))) {
      bench.feed(
          start(Map.of("type", "PUBLISH", "topicName", "a")),
          bench.data("ab"),
          bench.data("cd"),
          FilterBench.end());

      assertThat(out).isEmpty();
      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
    }
  }

  @Test
  void tells_that_its_input_was_cut_off() {
    try (var bench = FilterBench.of(EncodeMqtt.SPEC)) {
      bench.feed(
          start(Map.of("type", "PUBLISH", "topicName", "a")),
          bench.data("a"),
          FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionReset)");
    }
  }

  private static final String SUBSCRIBE_4 = "8208000a0003612f6201";
  private static final String PUBLISH_5 = "3b120003612f62000a082300070b80010b056869";

  /// What scripts do with what a client sends, and what comes out.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          nothing                                                    | {}                                                                   | 100f00044d5154540482003c0000000175
          a look at all heads                                        | void JSON.stringify(message.head)                                    | 100f00044d5154540482003c0000000175
          a look at payloads                                         | void JSON.stringify(message.payload)                                 | 100f00044d5154540482003c0000000175
          the head of a message, as dialect A has it                 | message.head.username = 'x'                                          | 100f00044d5154540482003c0000000178
          the payload of a message, as dialect B has it              | message.payload.username = 'x'                                       | 100f00044d5154540482003c0000000178
          """)
  void what_scripts_change_is_sent(String title, String change, String expected) throws Exception {
    var echoed = echo(".handleMessage(message => { " + change + " })", CONNECT_4);
    assertThat(echoed).as(title).isEqualTo(expected);
  }

  private static String echo(String filters, String hex) throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate("pipy().listen('127.0.0.1:$PORT').decodeMQTT()" + filters + ".encodeMQTT()");
      try (var client = new RawClient(plane.port())) {
        return hexOf(client.send(text(hex)).endOutput().rest());
      }
    }
  }

  @Test
  void passes_packets_on_as_they_came() throws Exception {
    assertThat(echo("", CONNECT_4 + SUBSCRIBE_4 + "c000e000"))
        .isEqualTo(CONNECT_4 + SUBSCRIBE_4 + "c000e000");
    assertThat(echo(".replaceMessage(message => message)", CONNECT_5 + PUBLISH_5 + "e00104"))
        .isEqualTo(CONNECT_5 + PUBLISH_5 + "e00104");
  }

  @Test
  void heads_and_payloads_that_scripts_make_are_sent() throws Exception {
    var filter =
        """
        .replaceMessage(({ head, body, payload }) =>
          head.type === 'CONNECT' ? new Message({ type: 'CONNACK', protocolLevel: head.protocolLevel }) :
          head.type === 'SUBSCRIBE' ? [
            new MessageStart({ type: 'SUBACK', packetIdentifier: head.packetIdentifier }),
            new MessageEnd(null, payload.topicFilters.map(filter => filter.qos)),
          ] :
          head.type === 'PUBLISH' ? new Message({ ...head, topicName: head.topicName + '!' }, body) :
          new Message({ type: 'PINGRESP' }))
        """;
    assertThat(echo(filter, CONNECT_4 + SUBSCRIBE_4 + "30070003612f626869" + "c000"))
        .isEqualTo("20020000" + "9003000a01" + "30080004612f62216869" + "d000");
    assertThat(echo(filter, CONNECT_5 + PUBLISH_5))
        .isEqualTo("2003000000" + "3b130004612f6221000a082300070b80010b056869");
  }

  @Test
  void user_properties_of_any_name_pass_through_scripts() throws Exception {
    var publish = "30160001611226" + "00095f5f70726f746f5f5f" + "0004" + "65766931";
    assertThat(echo(".handleMessageStart(start => { start.head.seen = 1 })", CONNECT_5 + publish))
        .isEqualTo(CONNECT_5 + publish);
  }
}
