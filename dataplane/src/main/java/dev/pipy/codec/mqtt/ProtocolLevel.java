package dev.pipy.codec.mqtt;

/// The versions of the protocol, as CONNECT numbers them (section 3.1.2).
public final class ProtocolLevel {

  /// MQTT 3.1.
  public static final int MQTT_3_1 = 3;

  /// MQTT 3.1.1.
  public static final int MQTT_3_1_1 = 4;

  /// MQTT 5.0.
  public static final int MQTT_5 = 5;

  /// Not known yet: no packet has told.
  static final int UNKNOWN = 0;

  private ProtocolLevel() {}

  static boolean isKnown(long level) {
    return level >= MQTT_3_1 && level <= MQTT_5;
  }

  /// The name of the protocol that goes with a level.
  static String protocolName(int level) {
    return level == MQTT_3_1 ? "MQIsdp" : "MQTT";
  }
}
