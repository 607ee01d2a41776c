package dev.pipy.codec.mqtt;

import static dev.pipy.codec.mqtt.PacketType.AUTH;
import static dev.pipy.codec.mqtt.PacketType.CONNACK;
import static dev.pipy.codec.mqtt.PacketType.CONNECT;
import static dev.pipy.codec.mqtt.PacketType.DISCONNECT;
import static dev.pipy.codec.mqtt.PacketType.PUBACK;
import static dev.pipy.codec.mqtt.PacketType.PUBCOMP;
import static dev.pipy.codec.mqtt.PacketType.PUBLISH;
import static dev.pipy.codec.mqtt.PacketType.PUBREC;
import static dev.pipy.codec.mqtt.PacketType.PUBREL;
import static dev.pipy.codec.mqtt.PacketType.SUBACK;
import static dev.pipy.codec.mqtt.PacketType.SUBSCRIBE;
import static dev.pipy.codec.mqtt.PacketType.UNSUBACK;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The properties of MQTT 5 but for user properties (section 2.2.2.2).
///
/// @param packets in which it may stand, as a set of [PacketType#bit] and [#WILL]
/// @param lowest what a number has to be at least
record Property(int id, String name, Kind kind, long lowest, int packets) {

  /// In [#packets]: the will of a CONNECT.
  static final int WILL = 1;

  /// Pairs of names and values, which may stand anywhere.
  static final int USER_PROPERTY = 38;

  /// How a value is written.
  enum Kind {
    /// A byte that is 0 or 1, as all of them are.
    FLAG,
    NUMBER_16,
    NUMBER_32,
    VARIABLE,
    TEXT,
    BINARY;

    /// The largest number.
    long highest() {
      return switch (this) {
        case FLAG -> 1;
        case NUMBER_16 -> 0xffff;
        case NUMBER_32 -> 0xffff_ffffL;
        case VARIABLE -> FieldReader.LARGEST_VARIABLE;
        case TEXT, BINARY -> 0;
      };
    }
  }

  private static final int MESSAGE = PUBLISH.bit() | WILL;
  private static final int SESSION = CONNECT.bit() | CONNACK.bit();
  private static final int ANSWER =
      CONNACK.bit()
          | PUBACK.bit()
          | PUBREC.bit()
          | PUBREL.bit()
          | PUBCOMP.bit()
          | SUBACK.bit()
          | UNSUBACK.bit()
          | DISCONNECT.bit()
          | AUTH.bit();

  private static final Property[] ALL = {
    new Property(1, "payloadFormatIndicator", Kind.FLAG, 0, MESSAGE),
    new Property(2, "messageExpiryInterval", Kind.NUMBER_32, 0, MESSAGE),
    new Property(3, "contentType", Kind.TEXT, 0, MESSAGE),
    new Property(8, "responseTopic", Kind.TEXT, 0, MESSAGE),
    new Property(9, "correlationData", Kind.BINARY, 0, MESSAGE),
    new Property(11, "subscriptionIdentifier", Kind.VARIABLE, 1, PUBLISH.bit() | SUBSCRIBE.bit()),
    new Property(17, "sessionExpiryInterval", Kind.NUMBER_32, 0, SESSION | DISCONNECT.bit()),
    new Property(18, "assignedClientIdentifier", Kind.TEXT, 0, CONNACK.bit()),
    new Property(19, "serverKeepAlive", Kind.NUMBER_16, 0, CONNACK.bit()),
    new Property(21, "authenticationMethod", Kind.TEXT, 0, SESSION | AUTH.bit()),
    new Property(22, "authenticationData", Kind.BINARY, 0, SESSION | AUTH.bit()),
    new Property(23, "requestProblemInfo", Kind.FLAG, 0, CONNECT.bit()),
    new Property(24, "willDelayInterval", Kind.NUMBER_32, 0, WILL),
    new Property(25, "requestResponseInfo", Kind.FLAG, 0, CONNECT.bit()),
    new Property(26, "responseInfo", Kind.TEXT, 0, CONNACK.bit()),
    new Property(28, "serverReference", Kind.TEXT, 0, CONNACK.bit() | DISCONNECT.bit()),
    new Property(31, "reasonString", Kind.TEXT, 0, ANSWER),
    new Property(33, "receiveMaximum", Kind.NUMBER_16, 1, SESSION),
    new Property(34, "topicAliasMaximum", Kind.NUMBER_16, 0, SESSION),
    new Property(35, "topicAlias", Kind.NUMBER_16, 1, PUBLISH.bit()),
    new Property(36, "maximumQoS", Kind.FLAG, 0, CONNACK.bit()),
    new Property(37, "retainAvailable", Kind.FLAG, 0, CONNACK.bit()),
    new Property(39, "maximumPacketSize", Kind.NUMBER_32, 1, SESSION),
    new Property(40, "wildcardSubscriptionAvailable", Kind.FLAG, 0, CONNACK.bit()),
    new Property(41, "subscriptionIdentifierAvailable", Kind.FLAG, 0, CONNACK.bit()),
    new Property(42, "sharedSubscriptionAvailable", Kind.FLAG, 0, CONNACK.bit()),
  };

  private static final Map<Integer, Property> BY_ID =
      Arrays.stream(ALL).collect(Collectors.toMap(Property::id, Function.identity()));
  private static final Map<String, Property> BY_NAME =
      Arrays.stream(ALL).collect(Collectors.toMap(Property::name, Function.identity()));

  static @Nullable Property of(int id) {
    return BY_ID.get(id);
  }

  static @Nullable Property named(String name) {
    return BY_NAME.get(name);
  }

  boolean mayStandIn(int packet) {
    return (packets & packet) != 0;
  }

  /// Whether it may stand in a packet several times (section 3.3.2.3.8).
  boolean mayRepeatIn(int packet) {
    return id == 11 && packet == PUBLISH.bit();
  }
}
