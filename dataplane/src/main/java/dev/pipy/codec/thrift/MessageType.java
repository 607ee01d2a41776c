package dev.pipy.codec.thrift;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a message is.
enum MessageType {
  /// Wants a reply.
  CALL(1),
  /// What a call returned.
  REPLY(2),
  /// What is wrong with a call.
  EXCEPTION(3),
  /// A call that wants no reply.
  ONEWAY(4);

  private final int code;

  MessageType(int code) {
    this.code = code;
  }

  /// The number on the wire.
  int code() {
    return code;
  }

  /// The name that scripts know.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The type with that number; null if there is none.
  static @Nullable MessageType of(int code) {
    for (var type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  /// The type of that name; null if there is none.
  static @Nullable MessageType ofText(@Nullable Object text) {
    for (var type : values()) {
      if (type.text().equals(text)) {
        return type;
      }
    }
    return null;
  }
}
