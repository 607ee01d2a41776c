package dev.pipy.codec.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads one whole packet (section 3). Strict: what the standard calls malformed throws
/// [MqttException]; what it leaves to client and server, such as the order of packets, is theirs.
final class PacketReader {

  /// What the payload of a CONNECT says.
  static final List<String> CONNECT_PAYLOAD =
      List.of("clientID", "cleanStart", "will", "username", "password");

  private static final int USERNAME = 0x80;
  private static final int PASSWORD = 0x40;
  private static final int WILL_RETAIN = 0x20;
  private static final int WILL = 0x04;
  private static final int CLEAN_START = 0x02;
  private static final int RESERVED = 0x01;

  private final PacketType type;
  private final FieldReader in;
  private final Map<String, @Nullable Object> head = new LinkedHashMap<>();
  private int level;
  private @Nullable Object payload;
  private ByteBuf body = Unpooled.EMPTY_BUFFER;

  private PacketReader(PacketType type, FieldReader in, int level) {
    this.type = type;
    this.in = in;
    this.level = level;
  }

  /// Looks at the first byte of a packet.
  static void checkFirst(int first) {
    var type = PacketType.of(first >> 4);
    if (type == null) {
      throw new MqttException("packet type 0");
    }
    int flags = first & 0xf;
    boolean isDuplicate = (flags & 8) != 0;
    int qos = (flags >> 1) & 3;
    boolean isMalformed =
        type == PacketType.PUBLISH ? qos == 3 || (isDuplicate && qos == 0) : flags != type.flags();
    if (isMalformed) {
      throw new MqttException(type + ": flags " + flags);
    }
  }

  /// @param first byte of the packet, which was checked
  /// @param bytes all behind its length, the caller's
  /// @param level what the packets before were of, or [ProtocolLevel#UNKNOWN]
  static Packet read(int first, ByteBuf bytes, int level) {
    var type = Objects.requireNonNull(PacketType.of(first >> 4));
    var reader = new PacketReader(type, new FieldReader(bytes), level);
    try {
      reader.read(first & 0xf);
    } catch (MqttException malformed) {
      throw new MqttException(type + ": " + malformed.getMessage());
    }
    return new Packet(reader.level, reader.head, reader.payload, reader.body);
  }

  private void read(int flags) {
    int qos = (flags >> 1) & 3;
    if (type == PacketType.CONNECT) {
      readVersion();
    } else if (type == PacketType.CONNACK || level == ProtocolLevel.UNKNOWN) {
      level = isOfVersion5() ? ProtocolLevel.MQTT_5 : ProtocolLevel.MQTT_3_1_1;
    }
    head.put("type", type.name());
    head.put("qos", qos);
    head.put("dup", (flags & 8) != 0);
    head.put("retain", (flags & 1) != 0);
    head.put("protocolLevel", level);
    switch (type) {
      case CONNECT -> connect();
      case CONNACK -> connectAnswer();
      case PUBLISH -> publish(qos);
      case PUBACK, PUBREC, PUBREL, PUBCOMP -> publishAnswer();
      case SUBSCRIBE -> subscribe();
      case UNSUBSCRIBE -> unsubscribe();
      case SUBACK, UNSUBACK -> subscribeAnswer();
      case DISCONNECT -> disconnect();
      case AUTH -> authenticate();
      case PINGREQ, PINGRESP -> {}
    }
    in.end();
  }

  /// A server does not say its version. What it sends first shows it: before version 5, CONNACK has
  /// two bytes and DISCONNECT none, and there is no AUTH.
  private boolean isOfVersion5() {
    int size = in.rest().readableBytes();
    return switch (type) {
      case CONNACK -> size > 2;
      case DISCONNECT -> size > 0;
      case AUTH -> true;
      case CONNECT,
          PUBLISH,
          PUBACK,
          PUBREC,
          PUBREL,
          PUBCOMP,
          SUBSCRIBE,
          SUBACK,
          UNSUBSCRIBE,
          UNSUBACK,
          PINGREQ,
          PINGRESP ->
          false;
    };
  }

  private void readVersion() {
    var name = in.text();
    int given = in.octet();
    if (!ProtocolLevel.isKnown(given) || !name.equals(ProtocolLevel.protocolName(given))) {
      throw new MqttException("protocol level " + given + " (3, 4 and 5 are known)");
    }
    level = given;
  }

  private void connect() {
    int flags = in.octet();
    boolean hasWill = (flags & WILL) != 0;
    int willQos = (flags >> 3) & 3;
    boolean isMalformed =
        (flags & RESERVED) != 0
            || willQos == 3
            || (!hasWill && (willQos != 0 || (flags & WILL_RETAIN) != 0))
            || (level < ProtocolLevel.MQTT_5 && (flags & (USERNAME | PASSWORD)) == PASSWORD);
    if (isMalformed) {
      throw new MqttException("connect flags " + flags);
    }
    head.put("keepAlive", in.number16());
    properties(type.bit());
    body = in.rest();
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("clientID", in.text());
    fields.put("cleanStart", (flags & CLEAN_START) != 0);
    if (hasWill) {
      fields.put("will", will(willQos, (flags & WILL_RETAIN) != 0));
    }
    if ((flags & USERNAME) != 0) {
      fields.put("username", in.text());
    }
    if ((flags & PASSWORD) != 0) {
      fields.put("password", in.binary());
    }
    head.putAll(fields);
    payload = fields;
  }

  private Map<String, @Nullable Object> will(int qos, boolean isRetained) {
    var will = new LinkedHashMap<String, @Nullable Object>();
    if (level == ProtocolLevel.MQTT_5) {
      will.put("properties", Properties.read(in, Property.WILL));
    }
    will.put("topic", topicName(in.text()));
    will.put("payload", in.binary());
    will.put("qos", qos);
    will.put("retain", isRetained);
    return will;
  }

  private void connectAnswer() {
    int flags = in.octet();
    if (flags > 1) {
      throw new MqttException("connect acknowledge flags " + flags);
    }
    head.put("sessionPresent", flags == 1);
    head.put("reasonCode", in.octet());
    properties(type.bit());
  }

  private void publish(int qos) {
    var topic = in.text();
    head.put("topicName", topic);
    if (qos > 0) {
      packetIdentifier();
    }
    var properties = properties(type.bit());
    if (!topic.isEmpty() || properties == null || !properties.containsKey("topicAlias")) {
      topicName(topic);
    }
    body = in.rest();
    in.part(body.readableBytes());
  }

  private static String topicName(String topic) {
    if (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
      throw new MqttException("a topic name that is empty or has wildcards");
    }
    return topic;
  }

  private void publishAnswer() {
    packetIdentifier();
    reason();
  }

  /// In version 5 a reason code, 0 if the packet ends before, and properties, none if it ends
  /// there.
  private void reason() {
    boolean isSaid = level == ProtocolLevel.MQTT_5 && !in.isAtEnd();
    head.put("reasonCode", isSaid ? in.octet() : 0);
    if (isSaid && !in.isAtEnd()) {
      properties(type.bit());
    } else if (level == ProtocolLevel.MQTT_5) {
      head.put("properties", Map.of());
    }
  }

  private void subscribe() {
    packetIdentifier();
    properties(type.bit());
    body = in.rest();
    var filters = new ArrayList<Map<String, @Nullable Object>>();
    do {
      var filter = new LinkedHashMap<String, @Nullable Object>();
      filter.put("filter", topicFilter());
      int options = in.octet();
      int qos = options & 3;
      boolean isMalformed =
          level == ProtocolLevel.MQTT_5
              ? (options & 0xc0) != 0 || (options & 0x30) == 0x30
              : (options & 0xfc) != 0;
      if (qos == 3 || isMalformed) {
        throw new MqttException("subscription options " + options);
      }
      filter.put("qos", qos);
      if (level == ProtocolLevel.MQTT_5) {
        filter.put("noLocal", (options & 4) != 0);
        filter.put("retainAsPublished", (options & 8) != 0);
        filter.put("retainHandling", options >> 4);
      }
      filters.add(filter);
    } while (!in.isAtEnd());
    head.put("topicFilters", filters);
    payload = Map.of("topicFilters", filters);
  }

  private void unsubscribe() {
    packetIdentifier();
    properties(type.bit());
    body = in.rest();
    var filters = new ArrayList<String>();
    do {
      filters.add(topicFilter());
    } while (!in.isAtEnd());
    head.put("topicFilters", filters);
    payload = filters;
  }

  private String topicFilter() {
    var filter = in.text();
    if (filter.isEmpty()) {
      throw new MqttException("an empty topic filter");
    }
    return filter;
  }

  private void subscribeAnswer() {
    packetIdentifier();
    properties(type.bit());
    body = in.rest();
    var codes = new ArrayList<Integer>();
    if (type == PacketType.SUBACK || level == ProtocolLevel.MQTT_5) {
      do {
        int code = in.octet();
        if (level != ProtocolLevel.MQTT_5 && code > 2 && code != 0x80) {
          throw new MqttException("return code " + code);
        }
        codes.add(code);
      } while (!in.isAtEnd());
    }
    head.put("reasonCodes", codes);
    payload = codes;
  }

  private void disconnect() {
    reason();
  }

  private void authenticate() {
    if (level != ProtocolLevel.MQTT_5) {
      throw new MqttException("there is none before version 5");
    }
    if (in.isAtEnd()) {
      head.put("reasonCode", 0);
      head.put("properties", Map.of());
    } else {
      head.put("reasonCode", in.octet());
      properties(type.bit());
    }
  }

  private void packetIdentifier() {
    int identifier = in.number16();
    if (identifier == 0) {
      throw new MqttException("packet identifier 0");
    }
    head.put("packetIdentifier", identifier);
  }

  /// Reads properties, which only version 5 has.
  private @Nullable Map<String, @Nullable Object> properties(int packet) {
    if (level != ProtocolLevel.MQTT_5) {
      return null;
    }
    var properties = Properties.read(in, packet);
    head.put("properties", properties);
    return properties;
  }
}
