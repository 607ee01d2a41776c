package dev.pipy.codec.mqtt;

import dev.pipy.event.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Named values that a packet is made of, read as what they have to be: what is missing is 0, empty
/// or false. Throws [MqttException] that says what was expected; texts and bytes are not shown, for
/// they may be secret.
///
/// @param path what stands before names in messages, such as `will.`
record Fields(Map<?, ?> values, String path) {

  boolean has(String name) {
    return values.get(name) != null;
  }

  /// Whether a value is what JavaScript takes for true.
  boolean flag(String name) {
    return switch (values.get(name)) {
      case null -> false;
      case Boolean flag -> flag;
      case Number number -> number.doubleValue() != 0;
      case String text -> !text.isEmpty();
      default -> true;
    };
  }

  int number(String name, int lowest, int highest) {
    return (int) number(path + name, values.get(name), lowest, highest);
  }

  /// A whole number; `true` is 1.
  static long number(String name, @Nullable Object value, long lowest, long highest) {
    var given =
        switch (value) {
          case null -> (Object) 0;
          case Boolean flag -> flag ? 1 : 0;
          default -> value;
        };
    if (given instanceof Number number) {
      double exact = number.doubleValue(); // as all numbers here are below 2^53
      if (exact == Math.rint(exact) && exact >= lowest && exact <= highest) {
        return (long) exact;
      }
    }
    var shown = value == null ? "missing" : show(value);
    throw new MqttException(
        "%s: %s (expected: a whole number from %d to %d)".formatted(name, shown, lowest, highest));
  }

  String text(String name) {
    var value = values.get(name);
    return value == null ? "" : text(path + name, value);
  }

  static String text(String name, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new MqttException(name + ": " + kind(value) + " (expected: a string)");
  }

  byte[] binary(String name) {
    var value = values.get(name);
    return value == null ? new byte[0] : binary(path + name, value);
  }

  static byte[] binary(String name, @Nullable Object value) {
    return switch (value) {
      case Bytes bytes -> bytes.toArray();
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      case null, default ->
          throw new MqttException(name + ": " + kind(value) + " (expected: a Data or a string)");
    };
  }

  /// The values of an object in it; none if it is missing.
  Fields object(String name) {
    var value = values.get(name);
    return value == null
        ? new Fields(Map.of(), path + name + ".")
        : new Fields(object(path + name, value), path + name + ".");
  }

  static Map<?, ?> object(String name, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new MqttException(name + ": " + kind(value) + " (expected: an object)");
  }

  static List<?> list(String name, @Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new MqttException(name + ": " + kind(value) + " (expected: an array)");
  }

  private static String show(Object value) {
    return value instanceof Number || value instanceof Boolean ? value.toString() : kind(value);
  }

  /// What sort of value it is, without what it says.
  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "missing";
      case Number _ -> "a number";
      case Boolean _ -> "a boolean";
      case String _ -> "a string";
      case Bytes _ -> "a Data";
      case List<?> _ -> "an array";
      default -> "an object";
    };
  }
}
