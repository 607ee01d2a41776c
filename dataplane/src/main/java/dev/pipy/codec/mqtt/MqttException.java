package dev.pipy.codec.mqtt;

/// Bytes that are no packet, or values that no packet can hold. The message is for users, and shows
/// no credentials.
public final class MqttException extends RuntimeException {

  private static final long serialVersionUID = 1;

  MqttException(String message) {
    super(message, null, false, false);
  }
}
