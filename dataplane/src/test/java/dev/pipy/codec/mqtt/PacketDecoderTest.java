package dev.pipy.codec.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.EverySplit;
import dev.pipy.testing.Shown;
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

/// Packets as the standards write them, read and written again.
class PacketDecoderTest {

  private static final String PACKETS_4 =
      """
      101d00044d51545404ce000a0001630003772f740003627965000175000170 | CONNECT, keepAlive=10, clientID='c', cleanStart=true, will={topic='w/t', payload=<627965>, qos=1, retain=false}, username='u', password=<70>
      101000044d515454 04 80 0000 00016300 0175                    | CONNECT, keepAlive=0, clientID='c', cleanStart=false, username='u'
      100e00064d51497364700302003c0000                             | CONNECT, keepAlive=60, clientID='', cleanStart=true
      20020100                                                     | CONNACK, sessionPresent=true, reasonCode=0
      20020005                                                     | CONNACK, sessionPresent=false, reasonCode=5
      30070003612f626869                                           | PUBLISH, topicName='a/b'
      30050003612f62                                               | PUBLISH, topicName='a/b'
      3d090003612f62000a6869                                       | PUBLISH, topicName='a/b', packetIdentifier=10
      4002000a                                                     | PUBACK, packetIdentifier=10, reasonCode=0
      5002000a                                                     | PUBREC, packetIdentifier=10, reasonCode=0
      6202000a                                                     | PUBREL, packetIdentifier=10, reasonCode=0
      7002ffff                                                     | PUBCOMP, packetIdentifier=65535, reasonCode=0
      820e000a0003612f620100032f2b2302                             | SUBSCRIBE, packetIdentifier=10, topicFilters=[{filter='a/b', qos=1}, {filter='/+#', qos=2}]
      9004000a0180                                                 | SUBACK, packetIdentifier=10, reasonCodes=[1, 128]
      a20a000a0003612f62000163                                     | UNSUBSCRIBE, packetIdentifier=10, topicFilters=['a/b', 'c']
      b002000a                                                     | UNSUBACK, packetIdentifier=10, reasonCodes=[]
      c000                                                         | PINGREQ
      d000                                                         | PINGRESP
      e000                                                         | DISCONNECT, reasonCode=0
      """;

  private static final String PACKETS_5 =
      """
      102300044d51545405c2003c0f110000000a21001426000161000162000163000175000170 | CONNECT, keepAlive=60, properties={sessionExpiryInterval=10, receiveMaximum=20, a='b'}, clientID='c', cleanStart=true, username='u', password=<70>
      102100044d515454052e000a000001630b18000000050101030001740001770002ff00 | CONNECT, keepAlive=10, properties={}, clientID='c', cleanStart=true, will={properties={willDelayInterval=5, payloadFormatIndicator=1, contentType='t'}, topic='w', payload=<ff00>, qos=1, retain=true}
      101000044d5154540540003c00 0000 000170                       | CONNECT, keepAlive=60, properties={}, clientID='', cleanStart=false, password=<70>
      200600000322000a                                             | CONNACK, sessionPresent=false, reasonCode=0, properties={topicAliasMaximum=10}
      2003008700                                                   | CONNACK, sessionPresent=false, reasonCode=135, properties={}
      20080000 05 27ffffffff                                       | CONNACK, sessionPresent=false, reasonCode=0, properties={maximumPacketSize=4294967295}
      3b120003612f62000a082300070b80010b056869                     | PUBLISH, topicName='a/b', packetIdentifier=10, properties={topicAlias=7, subscriptionIdentifier=[128, 5]}
      300a0000 03230007 6869 6869                                  | PUBLISH, topicName='', properties={topicAlias=7}
      301800016114080001720900 02ff0002000000010101 03000174       | PUBLISH, topicName='a', properties={responseTopic='r', correlationData=<ff00>, messageExpiryInterval=1, payloadFormatIndicator=1, contentType='t'}
      4002000a                                                     | PUBACK, packetIdentifier=10, reasonCode=0, properties={}
      4003000a10                                                   | PUBACK, packetIdentifier=10, reasonCode=16, properties={}
      4009000a80051f00026e6f                                       | PUBACK, packetIdentifier=10, reasonCode=128, properties={reasonString='no'}
      6203000a92                                                   | PUBREL, packetIdentifier=10, reasonCode=146, properties={}
      820b000a020b050003612f622d                                   | SUBSCRIBE, packetIdentifier=10, properties={subscriptionIdentifier=5}, topicFilters=[{filter='a/b', qos=1, noLocal=true, retainAsPublished=true, retainHandling=2}]
      9005000a000087                                               | SUBACK, packetIdentifier=10, properties={}, reasonCodes=[0, 135]
      a208000a000003612f62                                         | UNSUBSCRIBE, packetIdentifier=10, properties={}, topicFilters=['a/b']
      b005000a000011                                               | UNSUBACK, packetIdentifier=10, properties={}, reasonCodes=[0, 17]
      c000                                                         | PINGREQ
      d000                                                         | PINGRESP
      e000                                                         | DISCONNECT, reasonCode=0, properties={}
      e00104                                                       | DISCONNECT, reasonCode=4, properties={}
      e00700051100000000                                           | DISCONNECT, reasonCode=0, properties={sessionExpiryInterval=0}
      f000                                                         | AUTH, reasonCode=0, properties={}
      f00a18081500016d160001ff                                     | AUTH, reasonCode=24, properties={authenticationMethod='m', authenticationData=<ff>}
      """;

  private static void check(String connect, String hex, String expected) {
    var input = Wire.bytes(connect + hex);
    EverySplit.of(
        input,
        pieces -> {
          var heard = Wire.read(1 << 20, pieces);
          assertThat(heard.complaints).isEmpty();
          assertThat(heard.lastHead()).isEqualTo(expected);
        });
    assertThat(written(Wire.read(connect + hex))).isEqualTo(hex.replace(" ", ""));
  }

  /// The last packet, written from what its head says, and then from its payload.
  private static String written(Wire.Heard heard) {
    var head = heard.heads.getLast();
    boolean isPublish = PacketWriter.hasBody(head);
    var body = isPublish ? heard.bodies.getLast() : "";
    var payload = heard.payloads.getLast();
    var fromHead = new PacketWriter().write(head, null, false, body.length() / 2);
    var fromPayload = new PacketWriter().write(head, payload, true, body.length() / 2);
    try {
      assertThat(ByteBufUtil.hexDump(fromPayload)).isEqualTo(ByteBufUtil.hexDump(fromHead));
      return ByteBufUtil.hexDump(fromHead) + body;
    } finally {
      fromHead.release();
      fromPayload.release();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = PACKETS_4)
  void reads_and_writes_3_1_1(String hex, String expected) {
    check(Wire.CONNECT_4, hex, expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = PACKETS_5)
  void reads_and_writes_5(String hex, String expected) {
    check(Wire.CONNECT_5, hex, expected);
  }

  @Test
  void every_head_has_flags_and_version() {
    assertThat(Wire.read(Wire.CONNECT_5 + "3b 0b 0003612f62 000a 00 6869 21").heads.getLast())
        .containsEntry("type", "PUBLISH")
        .containsEntry("qos", 1)
        .containsEntry("dup", true)
        .containsEntry("retain", true)
        .containsEntry("protocolLevel", 5);
  }

  /// Seven bits a byte, the lowest first: 127, 128, 16383, 16384, 2097151, 2097152.
  @ParameterizedTest
  @CsvSource({
    "124, 307f",
    "125, 308001",
    "16380, 30ff7f",
    "16381, 30808001",
    "2097148, 30ffff7f",
    "2097149, 3080808001"
  })
  void lengths_take_one_to_four_bytes(int bodySize, String head) {
    var packet = Wire.bytes(head + "000161" + "78".repeat(bodySize));
    var heard = Wire.read(4 << 20, List.of(packet));
    assertThat(heard.bodies.getFirst()).hasSize(2 * bodySize);
    assertThat(written(heard)).startsWith(head + "00016178");
  }

  @Test
  void what_the_payload_says_stands_alone_as_well_and_its_bytes_are_the_body() {
    var heard =
        Wire.read(Wire.CONNECT_4 + "8208000a0003612f6201" + "a207000a0003612f62" + "9003000a01");
    assertThat(heard.payloads.stream().map(Shown::of))
        .containsExactly(
            "{clientID='', cleanStart=true}",
            "{topicFilters=[{filter='a/b', qos=1}]}",
            "['a/b']",
            "[1]");
    assertThat(heard.bodies).containsExactly("0000", "0003612f6201", "0003612f62", "01");
  }

  /// Without it, what comes after would be read as another version.
  @Test
  void the_answer_of_a_server_shows_its_version() {
    assertThat(Wire.read("2003000000" + "4003000a10").lastHead())
        .isEqualTo("PUBACK, packetIdentifier=10, reasonCode=16, properties={}");
    assertThat(Wire.read("20020000" + "4002000a").lastHead())
        .isEqualTo("PUBACK, packetIdentifier=10, reasonCode=0");
    assertThat(Wire.read("20020000" + "4003000a10").complaints).hasSize(1);
  }

  @Test
  void each_packet_is_told_once() {
    var heard = Wire.read("c000" + "d000" + "c000");
    assertThat(heard.heads).hasSize(3);
  }

  private static String text(String text) {
    return "%04x".formatted(text.length())
        + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// A PUBLISH of version 5 with user properties, given as names and values in turn.
  private static String publish(String... properties) {
    var hex = new StringBuilder();
    for (int i = 0; i < properties.length; i += 2) {
      hex.append("26").append(text(properties[i])).append(text(properties[i + 1]));
    }
    int size = hex.length() / 2;
    return "30%02x".formatted(4 + size) + text("a") + "%02x".formatted(size) + hex;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          a=1,b=2             | {a='1', b='2'}
          a=1,a=2,a=3,b=4     | {a=['1', '2', '3'], b='4'}
          a=1,b=2,a=3         | {userProperties=[['a', '1'], ['b', '2'], ['a', '3']]}
          topicAlias=1        | {userProperties=[['topicAlias', '1']]}
          userProperties=1    | {userProperties=[['userProperties', '1']]}
          b=1,0=2             | {userProperties=[['b', '1'], ['0', '2']]}
          __proto__=1         | {__proto__='1'}
          =1                  | {='1'}
          """)
  void user_properties_keep_their_order_and_their_names(String pairs, String expected) {
    var parts = new ArrayList<String>();
    for (var pair : pairs.split(",", -1)) {
      parts.add(pair.substring(0, pair.indexOf('=')));
      parts.add(pair.substring(pair.indexOf('=') + 1));
    }
    var hex = publish(parts.toArray(String[]::new));
    var heard = Wire.read(Wire.CONNECT_5 + hex);
    assertThat(Shown.of(heard.heads.getLast().get("properties"))).isEqualTo(expected);
    assertThat(written(heard)).isEqualTo(hex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // packet types, flags and lengths
        "0000",
        "1100",
        "3600",
        "3803000161",
        "4003000a00",
        "6002000a",
        "8008000a0003612f6201",
        "a007000a0003612f62",
        "c100",
        "c00100",
        "30ffffffff01",
        // CONNECT: its version, its flags, its end
        "100c00044d51545406020000 0000",
        "100e00064d514973647004020000 0000",
        "100c00044d51545404030000 0000",
        "100c00044d515454041a0000 0000",
        "100c00044d51545404220000 0000",
        "100f00044d51545404400000 0000 000170",
        "100d00044d51545404020000 000000",
        "100b00044d51545404020000 00",
        "101100044d51545404060000 0000 0001 2b 0000",
        // CONNACK
        "20020200",
        "200100",
        "20050000 02 2300",
        // PUBLISH: wildcards, no topic, no identifier
        "3003000123",
        "300300012b",
        "30020000",
        "3205000161 0000",
        "3203000161",
        "30020005",
        "3003 0001 ff",
        "30030001 00",
        "3005 0003 eda080",
        // answers
        "40020000",
        "4004000a0000",
        "5001 00",
        "b003000a00",
        "9002000a",
        "9003000a03",
        // SUBSCRIBE, UNSUBSCRIBE
        "8202000a",
        "8205000a000000",
        "8208000a0003612f6203",
        "8208000a0003612f6204",
        "8207000a0003612f62",
        "a202000a",
        "a204000a0000",
      })
  void malformed_3_1_1(String hex) {
    var heard = Wire.read(hex + "c000");
    assertThat(heard.heads).isEmpty();
    assertThat(heard.complaints).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"e00100", "f000", "f00a18081500016d160001ff"})
  void what_only_version_5_has(String hex) {
    assertThat(Wire.read(Wire.CONNECT_4 + hex).complaints).hasSize(1);
    assertThat(Wire.read(Wire.CONNECT_5 + hex).complaints).isEmpty();
  }

  /// A server may ask for more before it sends CONNACK (section 4.12).
  @ParameterizedTest
  @ValueSource(strings = {"f00a18081500016d160001ff", "e00187"})
  void a_server_shows_version_5_before_its_answer(String hex) {
    var heard = Wire.read(hex + "4003000a10");
    assertThat(heard.complaints).isEmpty();
    assertThat(heard.heads.getLast()).containsEntry("protocolLevel", 5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // properties: unknown, where they may not stand, twice, out of range, cut off, too long
        "30070001 61 03 7f0000",
        "30060001 61 02 2401",
        "300a000161 06 230001 230002",
        "3007000161 03 230000",
        "3006000161 02 0102",
        "3006000161 02 0b00",
        "3006000161 02 2300",
        "3004000161 05",
        "300c000161 08 0b80808080010000",
        "200600000321 0000",
        "200800000527 00000000",
        "e004 00 02 0101",
        "300a000161 06 08000172 0900",
        // a topic that is empty without an alias
        "3003000000",
        "4004000a00 01",
        "8209000a00 0003612f6203",
        "820900 0a00 0003612f6230",
        "820900 0a00 0003612f6240",
        "9003000a00",
        "f00118",
        "e003000000",
      })
  void malformed_5(String hex) {
    var heard = Wire.read(Wire.CONNECT_5 + hex + "c000");
    assertThat(heard.heads).hasSize(1);
    assertThat(heard.complaints).hasSize(1);
  }

  @Test
  void a_complaint_says_where_and_shows_no_credentials() {
    assertThat(Wire.read("100f00044d51545404400000 0000 000170").complaints)
        .containsExactly("CONNECT: connect flags 64");
    assertThat(Wire.read("40020000").complaints).containsExactly("PUBACK: packet identifier 0");
  }

  @Test
  void bounds_packets() {
    assertThat(Wire.read(10, List.of(Wire.bytes("300a 000161 78787878787878"))).heads).hasSize(1);
    assertThat(Wire.read(10, List.of(Wire.bytes("300b"))).complaints).containsExactly("too large");
    var large = 4L << 20;
    assertThat(Wire.read(large, List.of(Wire.bytes("3080808001"))).complaints).isEmpty();
    assertThat(Wire.read(large, List.of(Wire.bytes("8281804001"))).complaints)
        .as("1 MiB and a byte")
        .containsExactly("too large");
  }

  @Test
  void bounds_properties() {
    var start = "3084808001" + "000161" + "818040"; // of a PUBLISH of 2 MiB
    var filler = new byte[2 << 20];
    var heard = Wire.read(4 << 20, List.of(Wire.bytes(Wire.CONNECT_5), Wire.bytes(start), filler));
    assertThat(heard.complaints).hasSize(1);
    assertThat(heard.complaints.getFirst()).contains("bytes of properties");
  }

  @Test
  void knows_whether_a_packet_is_under_way() {
    var decoder = new PacketDecoder(1000, new Wire.Heard());
    for (var octet : Wire.bytes("30070003612f6268")) {
      decoder.read(Unpooled.copiedBuffer(new byte[] {octet}));
      assertThat(decoder.isInside()).isTrue();
    }
    decoder.read(Unpooled.copiedBuffer(new byte[] {'i'}));
    assertThat(decoder.isInside()).isFalse();
    decoder.stop();
  }

  @Test
  void a_will_has_properties_of_its_own() {
    var head =
        Wire.read("102100044d515454052e000a000001630b18000000050101030001740001770002ff00")
            .heads
            .getFirst();
    assertThat(head.get("properties")).isEqualTo(Map.of());
    assertThat(Shown.of(head.get("will"))).contains("contentType='t'");
  }
}
