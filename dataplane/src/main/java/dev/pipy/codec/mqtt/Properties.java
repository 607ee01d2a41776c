package dev.pipy.codec.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The properties of a packet as named values (MQTT 5, section 2.2.2). User properties stand among
/// the others under their names, several of a name in a list, as long as such names say all: else
/// they are pairs in a list, `userProperties`, since the order of user properties counts.
final class Properties {

  private static final String USER_PROPERTIES = "userProperties";

  /// Most bytes of properties read: each may become an object many times its size.
  private static final int LARGEST = 1 << 20;

  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  /// Those of `values` that are lists.
  private final Map<String, List<Object>> repeated = new HashMap<>();

  private Properties() {}

  /// @param packet where they stand, a [PacketType#bit] or [Property#WILL]
  static Map<String, @Nullable Object> read(FieldReader packetFields, int packet) {
    int size = packetFields.variable();
    if (size > LARGEST) {
      throw new MqttException(size + " bytes of properties (at most " + LARGEST + " are read)");
    }
    var properties = new Properties();
    properties.readAll(packetFields.part(size), packet);
    return properties.values;
  }

  private void readAll(FieldReader in, int packet) {
    var userProperties = new ArrayList<List<String>>();
    while (!in.isAtEnd()) {
      int id = in.variable();
      if (id == Property.USER_PROPERTY) {
        userProperties.add(List.of(in.text(), in.text()));
        continue;
      }
      var property = Property.of(id);
      if (property == null || !property.mayStandIn(packet)) {
        throw new MqttException("property " + id + " where it may not stand");
      }
      if (values.containsKey(property.name()) && !property.mayRepeatIn(packet)) {
        throw new MqttException(property.name() + " more than once");
      }
      add(property.name(), value(in, property));
    }
    if (haveNamesOfTheirOwn(userProperties)) {
      for (var pair : userProperties) {
        add(pair.get(0), pair.get(1));
      }
    } else {
      values.put(USER_PROPERTIES, userProperties);
    }
  }

  private void add(String name, Object value) {
    var first = values.get(name);
    if (first == null) {
      values.put(name, value);
      return;
    }
    var several = repeated.get(name);
    if (several == null) {
      several = new ArrayList<>(List.of(first));
      repeated.put(name, several);
      values.put(name, several);
    }
    several.add(value);
  }

  private static Object value(FieldReader in, Property property) {
    long number =
        switch (property.kind()) {
          case FLAG -> in.octet();
          case NUMBER_16 -> in.number16();
          case NUMBER_32 -> in.number32();
          case VARIABLE -> in.variable();
          case TEXT, BINARY -> -1;
        };
    if (number < 0) {
      return property.kind() == Property.Kind.TEXT ? in.text() : in.binary();
    }
    if (number < property.lowest() || number > property.kind().highest()) {
      throw new MqttException(property.name() + ": " + number);
    }
    return (int) number == number ? (Object) (int) number : (Object) number;
  }

  /// Whether an object can have them under their names: none is that of another property, or a
  /// number, which objects put first; and those of a name stand together.
  private static boolean haveNamesOfTheirOwn(List<List<String>> pairs) {
    var names = new HashSet<String>();
    String last = null;
    for (var pair : pairs) {
      var name = pair.get(0);
      if (name.equals(last)) {
        continue;
      }
      boolean isNumber = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
      if (isNumber
          || name.equals(USER_PROPERTIES)
          || Property.named(name) != null
          || !names.add(name)) {
        return false;
      }
      last = name;
    }
    return true;
  }

  /// Writes them with their length.
  ///
  /// @param packet where they stand, a [PacketType#bit] or [Property#WILL]
  static void write(Fields values, int packet, FieldWriter out) {
    var buffer = ByteBufAllocator.DEFAULT.buffer();
    try {
      writeAll(values, packet, buffer);
      out.variable(buffer.readableBytes()).octets(buffer);
    } finally {
      buffer.release();
    }
  }

  private static void writeAll(Fields values, int packet, ByteBuf buffer) {
    var out = new FieldWriter(buffer);
    for (var entry : values.values().entrySet()) {
      var name = String.valueOf(entry.getKey());
      var value = entry.getValue();
      if (value == null) {
        continue;
      }
      var property = Property.named(name);
      if (name.equals(USER_PROPERTIES)) {
        writePairs(values.path() + name, value, out);
      } else if (property == null) {
        for (var each : value instanceof List<?> several ? several : List.of(value)) {
          writePair(values.path(), name, each, out);
        }
      } else if (!property.mayStandIn(packet)) {
        throw new MqttException(
            values.path() + name + " (expected: a property that may stand in this packet)");
      } else if (value instanceof List<?> several && property.mayRepeatIn(packet)) {
        for (var each : several) {
          write(values.path() + name, property, each, out);
        }
      } else {
        write(values.path() + name, property, value, out);
      }
    }
  }

  private static void writePairs(String name, Object value, FieldWriter out) {
    for (var each : Fields.list(name, value)) {
      if (!(each instanceof List<?> pair) || pair.size() != 2) {
        throw new MqttException(name + " (expected: an array of [name, value])");
      }
      writePair(name + " ", Fields.text(name, pair.get(0)), pair.get(1), out);
    }
  }

  private static void writePair(String path, String name, @Nullable Object value, FieldWriter out) {
    var text =
        value instanceof Number || value instanceof Boolean
            ? value.toString()
            : Fields.text(path + name, value);
    out.variable(Property.USER_PROPERTY).text(path + name, name).text(path + name, text);
  }

  private static void write(
      String name, Property property, @Nullable Object value, FieldWriter out) {
    out.variable(property.id());
    switch (property.kind()) {
      case TEXT -> out.text(name, Fields.text(name, value));
      case BINARY -> out.binary(name, Fields.binary(name, value));
      case FLAG -> out.octet(number(name, property, value));
      case NUMBER_16 -> out.number16(number(name, property, value));
      case NUMBER_32 -> out.number32(number(name, property, value));
      case VARIABLE -> out.variable(number(name, property, value));
    }
  }

  private static long number(String name, Property property, @Nullable Object value) {
    return Fields.number(name, value, property.lowest(), property.kind().highest());
  }
}
