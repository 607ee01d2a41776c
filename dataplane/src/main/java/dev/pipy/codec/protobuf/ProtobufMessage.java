package dev.pipy.codec.protobuf;

import dev.pipy.event.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A message: what each of its fields holds, all of it, so that nothing is lost that its user does
/// not know. Confined to its user.
public final class ProtobufMessage {

  /// The largest number of a field.
  public static final int LARGEST_FIELD = (1 << 29) - 1;

  private final Map<Integer, List<WireValue>> fields = new LinkedHashMap<>();

  /// A message without fields.
  public ProtobufMessage() {}

  /// Reads a message. Messages in it are not looked into.
  public static ProtobufMessage decode(Bytes bytes) throws ProtobufException {
    var message = new ProtobufMessage();
    var reader = new WireReader(bytes.toArray());
    while (!reader.isAtEnd()) {
      int tag = reader.tag();
      message.fields.computeIfAbsent(tag >>> 3, _ -> new ArrayList<>()).add(reader.value(tag));
    }
    return message;
  }

  /// The message's bytes, its fields in the order in which they were first seen.
  public Bytes encode() {
    var writer = new WireWriter();
    fields.forEach((number, values) -> values.forEach(value -> writer.field(number, value)));
    return writer.bytes();
  }

  /// `VARINT`, `I64`, `LEN`, `SGROUP` or `I32`, whichever came last; empty if the field is absent.
  public String wireType(int field) {
    var values = fields.get(field);
    return values == null ? "" : values.getLast().typeName();
  }

  /// The last value that a field has as `type`; null if there is none.
  public @Nullable Object last(int field, ProtobufType type) throws ProtobufException {
    for (var value : values(field).reversed()) {
      var read = type.read(value);
      if (read != null) {
        return read;
      }
    }
    return null;
  }

  /// All values that a field has as `type`, be they packed or not.
  public List<Object> all(int field, ProtobufType type) throws ProtobufException {
    var all = new ArrayList<Object>();
    for (var value : values(field)) {
      var read = type.read(value);
      if (read != null) {
        all.add(read);
      } else if (type.isPackable() && value instanceof WireValue.Length(Bytes bytes)) {
        var reader = new WireReader(bytes.toArray());
        while (!reader.isAtEnd()) {
          var element = type.read(type.readPacked(reader));
          if (element != null) {
            all.add(element);
          }
        }
      }
    }
    return all;
  }

  private List<WireValue> values(int field) {
    return fields.getOrDefault(field, List.of());
  }

  /// The message in a field; null if there is none. Several of them are one: the standard has the
  /// later ones merged into the first, which is what their bytes behind each other mean.
  public @Nullable ProtobufMessage message(int field) throws ProtobufException {
    Bytes merged = null;
    for (var value : values(field)) {
      if (value instanceof WireValue.Length(Bytes bytes)) {
        if (merged == null) {
          merged = new Bytes();
        }
        merged.push(bytes);
      }
    }
    return merged == null ? null : decode(merged);
  }

  /// Puts one value in a field, in the place of all that it had.
  ///
  /// @param value as [ProtobufType] has it
  public void set(int field, ProtobufType type, Object value) {
    put(field, List.of(type.write(value)));
  }

  /// Puts values in a field, in the place of all that it had: packed if they can be.
  public void setAll(int field, ProtobufType type, List<?> values) {
    if (type.isPackable() && !values.isEmpty()) {
      var writer = new WireWriter();
      values.forEach(value -> writer.payload(type.write(value)));
      put(field, List.of(new WireValue.Length(writer.bytes())));
    } else {
      put(field, values.stream().map(type::write).toList());
    }
  }

  /// Takes a field away.
  public void remove(int field) {
    fields.remove(field);
  }

  private void put(int field, List<WireValue> values) {
    if (field < 1 || field > LARGEST_FIELD) {
      throw new IllegalArgumentException(
          "field: " + field + " (expected: 1 to " + LARGEST_FIELD + ")");
    }
    if (values.isEmpty()) {
      fields.remove(field);
    } else {
      fields.put(field, values);
    }
  }
}
