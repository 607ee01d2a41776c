package dev.pipy.codec.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import io.netty.buffer.ByteBufUtil;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Packets of what scripts give: little, in other forms, or what cannot be.
class PacketWriterTest {

  private final PacketWriter writer = new PacketWriter();

  private static Map<String, @Nullable Object> head(@Nullable Object... parts) {
    var head = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < parts.length; i += 2) {
      head.put(String.valueOf(parts[i]), parts[i + 1]);
    }
    return head;
  }

  private String written(Map<String, @Nullable Object> head, @Nullable Object payload) {
    var bytes = writer.write(head, payload, payload != null, 0);
    try {
      return ByteBufUtil.hexDump(bytes);
    } finally {
      bytes.release();
    }
  }

  private String written(@Nullable Object... parts) {
    return written(head(parts), null);
  }

  @Test
  void what_is_missing_is_nothing() {
    assertThat(written("type", "CONNECT")).isEqualTo("100c00044d515454040000000000");
    assertThat(written("type", "CONNACK")).isEqualTo("20020000");
    assertThat(written("type", "PUBLISH", "topicName", "a")).isEqualTo("3003000161");
    assertThat(written("type", "DISCONNECT")).isEqualTo("e000");
    assertThat(written("type", "PUBLISH", "topicName", "a", "properties", null))
        .isEqualTo("3003000161");
  }

  @Test
  void the_version_stays_until_a_head_says_another() {
    assertThat(written("type", "CONNACK")).isEqualTo("20020000");
    assertThat(written("type", "CONNACK", "protocolLevel", 5)).isEqualTo("2003000000");
    assertThat(written("type", "PUBACK", "packetIdentifier", 10, "reasonCode", 16))
        .isEqualTo("4003000a10");
    assertThat(written("type", "CONNECT", "protocolLevel", 3))
        .isEqualTo("100e00064d51497364700300" + "00000000");
    assertThat(written("type", "PUBACK", "packetIdentifier", 10, "reasonCode", 16))
        .isEqualTo("4002000a");
  }

  /// The flags of all but PUBLISH are the standard's, whatever a head says.
  @Test
  void flags_are_those_of_the_type() {
    assertThat(written("type", "PUBREL", "packetIdentifier", 1)).isEqualTo("62020001");
    assertThat(written("type", "PUBACK", "packetIdentifier", 1, "qos", 2, "dup", true))
        .isEqualTo("40020001");
    assertThat(written("type", "PUBLISH", "topicName", "a", "dup", true)).startsWith("30");
    assertThat(
            written(
                "type",
                "PUBLISH",
                "topicName",
                "a",
                "packetIdentifier",
                1,
                "qos",
                1,
                "dup",
                true,
                "retain",
                true))
        .startsWith("3b");
  }

  @Test
  void takes_strings_for_bytes_and_booleans_for_flags() {
    assertThat(
            written(
                "type",
                "CONNECT",
                "username",
                "u",
                "password",
                "p",
                "will",
                Map.of("topic", "w", "payload", "x", "qos", 2.0)))
        .isEqualTo("101800044d51545404d400000000" + "000177000178" + "000175000170");
    assertThat(
            written(
                "type",
                "CONNACK",
                "protocolLevel",
                5,
                "properties",
                Map.of("retainAvailable", false)))
        .isEqualTo("20050000022500");
  }

  @Test
  void takes_what_a_payload_says() {
    assertThat(
            written(
                head("type", "CONNECT", "clientID", "head", "username", "head"),
                Map.of("clientID", "c", "cleanStart", true)))
        .isEqualTo("100d00044d51545404020000000163");
    var filters = List.of(Map.of("filter", "a", "qos", 1), "b");
    assertThat(
            written(
                head("type", "SUBSCRIBE", "packetIdentifier", 1), Map.of("topicFilters", filters)))
        .isEqualTo("820a00010001610100016200");
    assertThat(written(head("type", "UNSUBSCRIBE", "packetIdentifier", 1), List.of("a")))
        .isEqualTo("a2050001000161");
    assertThat(written(head("type", "SUBACK", "packetIdentifier", 1), List.of(0, 128)))
        .isEqualTo("900400010080");
  }

  @Test
  void an_untouched_payload_fills_in_what_the_head_does_not_say() {
    var payload = Map.of("topicFilters", List.of("p"));
    var bytes = writer.write(head("type", "SUBSCRIBE", "packetIdentifier", 1), payload, false, 0);
    assertThat(ByteBufUtil.hexDump(bytes)).isEqualTo("82060001" + "00017000");
    bytes.release();
    bytes =
        writer.write(
            head("type", "SUBSCRIBE", "packetIdentifier", 1, "topicFilters", List.of("h")),
            payload,
            false,
            0);
    assertThat(ByteBufUtil.hexDump(bytes)).isEqualTo("82060001" + "00016800");
    bytes.release();
  }

  private void refuses(String message, Object... parts) {
    assertThatThrownBy(() -> written(parts))
        .isInstanceOf(MqttException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refuses_what_no_packet_can_hold() {
    refuses("type: null (expected: one of CONNECT, CONNACK, ");
    refuses("type: publish (expected: one of ", "type", "publish");
    refuses(
        "protocolLevel: 6 (expected: a whole number from 3 to 5)",
        "type",
        "CONNECT",
        "protocolLevel",
        6);
    refuses("topicName: '' (expected: a topic name without wildcards)", "type", "PUBLISH");
    refuses("topicName: 'a/#'", "type", "PUBLISH", "topicName", "a/#");
    refuses("topicName: a number (expected: a string)", "type", "PUBLISH", "topicName", 5);
    refuses(
        "qos: 3 (expected: a whole number from 0 to 2)",
        "type",
        "PUBLISH",
        "topicName",
        "a",
        "qos",
        3);
    refuses(
        "packetIdentifier: missing (expected: a whole number from 1 to 65535)",
        "type",
        "PUBLISH",
        "topicName",
        "a",
        "qos",
        1);
    refuses("packetIdentifier: 65536 (", "type", "PUBACK", "packetIdentifier", 65536);
    refuses("keepAlive: 0.5 (", "type", "CONNECT", "keepAlive", 0.5);
    refuses("clientID: text with U+0000", "type", "CONNECT", "clientID", "\0");
    refuses("clientID: text with half a surrogate pair", "type", "CONNECT", "clientID", "\ud800");
    refuses(
        "clientID: 65536 bytes (expected: 65535 at most)",
        "type",
        "CONNECT",
        "clientID",
        "x".repeat(65536));
    refuses("password without username", "type", "CONNECT", "password", "p");
    refuses("will: a string (expected: an object)", "type", "CONNECT", "will", "w");
    refuses("will.topic: '' (", "type", "CONNECT", "will", Map.of());
    refuses("will.qos: 3 (", "type", "CONNECT", "will", Map.of("topic", "w", "qos", 3));
    refuses(
        "topicFilters: missing (expected: an array)", "type", "SUBSCRIBE", "packetIdentifier", 1);
    refuses(
        "topicFilters: none (",
        "type",
        "UNSUBSCRIBE",
        "packetIdentifier",
        1,
        "topicFilters",
        List.of());
    refuses(
        "topicFilters: '' (",
        "type",
        "SUBSCRIBE",
        "packetIdentifier",
        1,
        "topicFilters",
        List.of(Map.of("qos", 1)));
    refuses(
        "reasonCodes: none (", "type", "SUBACK", "packetIdentifier", 1, "reasonCodes", List.of());
    refuses(
        "reasonCodes: 256 (", "type", "SUBACK", "packetIdentifier", 1, "reasonCodes", List.of(256));
    refuses("AUTH (expected: a packet of version 4)", "type", "AUTH");
    refuses(
        "properties: an array (expected: an object)",
        "type",
        "AUTH",
        "protocolLevel",
        5,
        "properties",
        List.of());
  }

  private void refusesProperties(String message, Object... properties) {
    refuses(
        message,
        "type",
        "PUBLISH",
        "topicName",
        "a",
        "protocolLevel",
        5,
        "properties",
        head(properties));
  }

  @Test
  void refuses_what_properties_cannot_be() {
    refusesProperties(
        "properties.maximumQoS (expected: a property that may stand in", "maximumQoS", 1);
    refusesProperties(
        "properties.topicAlias: 0 (expected: a whole number from 1 to 65535)", "topicAlias", 0);
    refusesProperties("properties.payloadFormatIndicator: 2 (", "payloadFormatIndicator", 2);
    refusesProperties(
        "properties.messageExpiryInterval: 4.294967296E9 (", "messageExpiryInterval", 4294967296.0);
    refusesProperties("properties.contentType: a number (expected: a string)", "contentType", 1);
    refusesProperties("properties.topicAlias: an array (", "topicAlias", List.of(1, 2));
    refusesProperties("properties.name: an object (expected: a string)", "name", Map.of());
    refusesProperties(
        "properties.userProperties (expected: an array of [name, value])",
        "userProperties",
        List.of("a"));
  }

  @Test
  void user_properties_may_be_numbers_and_several() {
    assertThat(
            written(
                "type",
                "PUBLISH",
                "topicName",
                "a",
                "protocolLevel",
                5,
                "properties",
                head("n", List.of(1, true), "userProperties", List.of(List.of("u", "v")))))
        .isEqualTo(
            "301c00016118"
                + "2600016e000131"
                + "2600016e0004"
                + "74727565"
                + "260001750001"
                + "76");
  }

  @Test
  void no_message_shows_a_secret() {
    refuses(
        "password: a number (expected: a Data or a string)",
        "type",
        "CONNECT",
        "username",
        "u",
        "password",
        4711);
    refuses(
        "will.payload: an array (",
        "type",
        "CONNECT",
        "will",
        Map.of("topic", "w", "payload", List.of("secret")));
    assertThatThrownBy(
            () -> written("type", "CONNECT", "username", "secret\0", "password", new Bytes()))
        .hasMessageNotContaining("secret");
  }

  @Test
  void refuses_a_packet_that_is_too_long() {
    assertThatThrownBy(
            () -> writer.write(head("type", "PUBLISH", "topicName", "a"), null, false, 268_435_453))
        .hasMessageContaining("packet of 268435456 bytes (expected: 268435455 at most)");
  }
}
