package dev.pipy.codec.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes packets (section 3). Takes the version from each head that says it and keeps it for those
/// that do not. Throws [MqttException] for what no packet can be made of.
public final class PacketWriter {

  /// First byte and length.
  private static final int LONGEST_HEAD = 5;

  private int level = ProtocolLevel.MQTT_3_1_1;

  /// All of a packet but the body of a PUBLISH; the caller owns the bytes.
  ///
  /// @param head fields by name, as in [Packet]
  /// @param payload what a packet's payload says, as in [Packet]; null if that is in the head
  /// @param isPayloadFirst whether the payload goes before what the head says of the same
  /// @param bodySize bytes of a PUBLISH that will follow; means nothing to others
  public ByteBuf write(
      Map<String, @Nullable Object> head,
      @Nullable Object payload,
      boolean isPayloadFirst,
      int bodySize) {
    var type = PacketType.named(head.get("type"));
    if (type == null) {
      var names =
          Arrays.stream(PacketType.values()).map(Enum::name).collect(Collectors.joining(", "));
      throw new MqttException("type: " + head.get("type") + " (expected: one of " + names + ")");
    }
    var fields = new Fields(head, "");
    if (fields.has("protocolLevel")) {
      level = fields.number("protocolLevel", ProtocolLevel.MQTT_3_1, ProtocolLevel.MQTT_5);
    }
    var out = ByteBufAllocator.DEFAULT.buffer();
    try {
      out.writeZero(LONGEST_HEAD);
      new Writing(type, level, fields, payload, isPayloadFirst, new FieldWriter(out)).write();
      long length = (long) out.readableBytes() - LONGEST_HEAD;
      length += type == PacketType.PUBLISH ? bodySize : 0;
      if (length > FieldReader.LARGEST_VARIABLE) {
        throw new MqttException(
            "packet of %d bytes (expected: %d at most)"
                .formatted(length, FieldReader.LARGEST_VARIABLE));
      }
      putHead(out, first(type, fields), (int) length);
      return out;
    } catch (RuntimeException failure) {
      out.release();
      throw failure;
    }
  }

  /// Whether the messages of a head have bodies.
  public static boolean hasBody(Map<String, @Nullable Object> head) {
    return PacketType.PUBLISH.name().equals(head.get("type"));
  }

  private static int first(PacketType type, Fields fields) {
    int flags = type.flags();
    if (type == PacketType.PUBLISH) {
      int qos = fields.number("qos", 0, 2);
      boolean isDuplicate = qos > 0 && fields.flag("dup"); // section 3.3.1.1
      flags = (isDuplicate ? 8 : 0) | (qos << 1) | (fields.flag("retain") ? 1 : 0);
    }
    return (type.number() << 4) | flags;
  }

  /// Fills the room before the fields, from behind.
  private static void putHead(ByteBuf out, int first, int length) {
    int end = out.writerIndex();
    int start = LONGEST_HEAD - 1 - FieldWriter.variableSize(length);
    out.writerIndex(start);
    new FieldWriter(out).octet(first).variable(length);
    out.readerIndex(start).writerIndex(end);
  }

  /// One packet being written.
  private record Writing(
      PacketType type,
      int level,
      Fields head,
      @Nullable Object payload,
      boolean isPayloadFirst,
      FieldWriter out) {

    private boolean isVersion5() {
      return level == ProtocolLevel.MQTT_5;
    }

    void write() {
      switch (type) {
        case CONNECT -> connect();
        case CONNACK -> {
          out.octet(head.flag("sessionPresent") ? 1 : 0).octet(head.number("reasonCode", 0, 255));
          properties();
        }
        case PUBLISH -> publish();
        case PUBACK, PUBREC, PUBREL, PUBCOMP -> {
          packetIdentifier();
          reason();
        }
        case SUBSCRIBE -> subscribe();
        case UNSUBSCRIBE -> unsubscribe();
        case SUBACK, UNSUBACK -> subscribeAnswer();
        case DISCONNECT -> reason();
        case AUTH -> authenticate();
        case PINGREQ, PINGRESP -> {}
      }
    }

    private void connect() {
      var said =
          isPayloadSaid(PacketReader.CONNECT_PAYLOAD)
              ? new Fields(Fields.object("payload", payload), "")
              : head;
      boolean hasUsername = said.has("username");
      boolean hasPassword = said.has("password");
      if (hasPassword && !hasUsername && !isVersion5()) {
        throw new MqttException("password without username (expected: both before version 5)");
      }
      var will = said.object("will");
      int flags = said.flag("cleanStart") ? 0x02 : 0;
      flags |= hasUsername ? 0x80 : 0;
      flags |= hasPassword ? 0x40 : 0;
      if (said.has("will")) {
        flags |= 0x04 | (will.number("qos", 0, 2) << 3) | (will.flag("retain") ? 0x20 : 0);
      }
      out.text("protocol name", ProtocolLevel.protocolName(level))
          .octet(level)
          .octet(flags)
          .number16(head.number("keepAlive", 0, 0xffff));
      properties();
      out.text("clientID", said.text("clientID"));
      if (said.has("will")) {
        if (isVersion5()) {
          Properties.write(will.object("properties"), Property.WILL, out);
        }
        out.text("will.topic", topicName("will.topic", will.text("topic")))
            .binary("will.payload", will.binary("payload"));
      }
      if (hasUsername) {
        out.text("username", said.text("username"));
      }
      if (hasPassword) {
        out.binary("password", said.binary("password"));
      }
    }

    private void publish() {
      var topic = head.text("topicName");
      boolean hasAlias = isVersion5() && head.object("properties").has("topicAlias");
      if (!topic.isEmpty() || !hasAlias) {
        topicName("topicName", topic);
      }
      out.text("topicName", topic);
      if (head.number("qos", 0, 2) > 0) {
        packetIdentifier();
      }
      properties();
    }

    private static String topicName(String name, String topic) {
      if (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
        throw new MqttException(
            "%s: '%s' (expected: a topic name without wildcards)".formatted(name, topic));
      }
      return topic;
    }

    private void subscribe() {
      packetIdentifier();
      properties();
      for (var each : topicFilters()) {
        var filter =
            each instanceof String text
                ? new Fields(Map.of("filter", text), "topicFilters.")
                : new Fields(Fields.object("topicFilters", each), "topicFilters.");
        int options = filter.number("qos", 0, 2);
        if (isVersion5()) {
          options |= filter.flag("noLocal") ? 4 : 0;
          options |= filter.flag("retainAsPublished") ? 8 : 0;
          options |= filter.number("retainHandling", 0, 2) << 4;
        }
        topicFilter(filter.text("filter"));
        out.octet(options);
      }
    }

    private void unsubscribe() {
      packetIdentifier();
      properties();
      for (var each : topicFilters()) {
        topicFilter(
            each instanceof Map<?, ?> filter
                ? new Fields(filter, "topicFilters.").text("filter")
                : Fields.text("topicFilters", each));
      }
    }

    private List<?> topicFilters() {
      var said = head.values().get("topicFilters");
      if (isPayloadSaid(List.of("topicFilters"))) {
        said = payload instanceof Map<?, ?> map ? map.get("topicFilters") : payload;
      }
      var filters = Fields.list("topicFilters", said);
      if (filters.isEmpty()) {
        throw new MqttException("topicFilters: none (expected: one at least)");
      }
      return filters;
    }

    private void topicFilter(String filter) {
      if (filter.isEmpty()) {
        throw new MqttException("topicFilters: '' (expected: topic filters)");
      }
      out.text("topicFilters", filter);
    }

    private void subscribeAnswer() {
      packetIdentifier();
      properties();
      if (type == PacketType.UNSUBACK && !isVersion5()) {
        return;
      }
      var said = head.values().get("reasonCodes");
      if (isPayloadSaid(List.of("reasonCodes"))) {
        said = payload instanceof Map<?, ?> map ? map.get("reasonCodes") : payload;
      }
      var codes = Fields.list("reasonCodes", said);
      if (codes.isEmpty()) {
        throw new MqttException("reasonCodes: none (expected: one at least)");
      }
      for (var code : codes) {
        out.octet(Fields.number("reasonCodes", code, 0, 255));
      }
    }

    /// The reason code and properties, as short as can be: nothing for success.
    private void reason() {
      if (!isVersion5()) {
        return;
      }
      int code = head.number("reasonCode", 0, 255);
      boolean hasProperties = hasProperties();
      if (code != 0 || hasProperties) {
        out.octet(code);
      }
      if (hasProperties) {
        properties();
      }
    }

    private void authenticate() {
      if (!isVersion5()) {
        throw new MqttException("AUTH (expected: a packet of version %d)".formatted(level));
      }
      int code = head.number("reasonCode", 0, 255);
      if (code != 0 || hasProperties()) {
        out.octet(code);
        properties();
      }
    }

    private void packetIdentifier() {
      out.number16(head.number("packetIdentifier", 1, 0xffff));
    }

    private boolean hasProperties() {
      return !head.object("properties").values().isEmpty();
    }

    /// Writes the properties, which only version 5 has.
    private void properties() {
      if (isVersion5()) {
        Properties.write(head.object("properties"), type.bit(), out);
      }
    }

    /// Whether the payload says what the packet's payload is to say, rather than the head.
    private boolean isPayloadSaid(List<String> names) {
      return payload != null && (isPayloadFirst || names.stream().noneMatch(head::has));
    }
  }
}
