package dev.pipy.codec.mqtt;

import org.jspecify.annotations.Nullable;

/// What a packet is for, numbered from 1 (section 2.1.2).
enum PacketType {
  CONNECT(1),
  CONNACK(2),
  PUBLISH(3),
  PUBACK(4),
  PUBREC(5),
  PUBREL(6),
  PUBCOMP(7),
  SUBSCRIBE(8),
  SUBACK(9),
  UNSUBSCRIBE(10),
  UNSUBACK(11),
  PINGREQ(12),
  PINGRESP(13),
  DISCONNECT(14),
  AUTH(15);

  private static final PacketType[] ALL = values();

  private final int number;

  PacketType(int number) {
    this.number = number;
  }

  /// The type of a number from 0 to 15; null for one that is reserved.
  static @Nullable PacketType of(int number) {
    return number == 0 ? null : ALL[number - 1];
  }

  /// The type of a name; null for any other value.
  static @Nullable PacketType named(@Nullable Object name) {
    for (var type : ALL) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  int number() {
    return number;
  }

  /// The lower four bits of the first byte, which are the same for all but PUBLISH (section 2.1.3).
  int flags() {
    return this == PUBREL || this == SUBSCRIBE || this == UNSUBSCRIBE ? 2 : 0;
  }

  /// A set of this type alone, see [Property].
  int bit() {
    return 1 << number;
  }
}
