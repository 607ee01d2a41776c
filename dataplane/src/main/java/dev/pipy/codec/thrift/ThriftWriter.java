package dev.pipy.codec.thrift;

import dev.pipy.codec.thrift.ThriftProtocol.MessageHeader;
import dev.pipy.event.Bytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Writes messages. What a message leaves out has a default: the binary protocol, a call, 0, no
/// name, no fields. Confined to its user.
public final class ThriftWriter {

  private static final Pattern UUID_TEXT =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
  private static final int UUID_SIZE = 16;
  private static final int LONGEST_SHOWN = 40;

  private final ThriftProtocol protocol;
  private final ThriftOutput out = new ThriftOutput();

  private ThriftWriter(ThriftProtocol protocol) {
    this.protocol = protocol;
  }

  /// The bytes of a message.
  ///
  /// @param message as [ThriftDecoder] has it; text may stand for bytes, and any Number for a whole
  ///   one that is in range
  /// @param isFramed whether its length stands before it
  public static byte[] write(Map<?, ?> message, boolean isFramed) throws ThriftException {
    var writer = new ThriftWriter(protocol(message.get("protocol")));
    if (isFramed) {
      writer.out.big(0, Integer.BYTES);
    }
    writer.message(message);
    byte[] octets = writer.out.toArray();
    if (isFramed) {
      int length = octets.length - Integer.BYTES;
      for (int i = 0; i < Integer.BYTES; i++) {
        octets[i] = (byte) (length >> (Byte.SIZE * (Integer.BYTES - 1 - i)));
      }
    }
    return octets;
  }

  private static ThriftProtocol protocol(@Nullable Object name) throws ThriftException {
    return switch (name == null ? "binary" : name) {
      case String text when text.equals("binary") -> new BinaryProtocol(false);
      case String text when text.equals("old") -> new BinaryProtocol(true);
      case String text when text.equals("compact") -> new CompactProtocol();
      default -> throw complaint("protocol", name, "'binary', 'compact' or 'old'");
    };
  }

  private void message(Map<?, ?> message) throws ThriftException {
    var given = message.get("type");
    var type = given == null ? MessageType.CALL : MessageType.ofText(given);
    if (type == null) {
      throw complaint("type", given, "'call', 'reply', 'exception' or 'oneway'");
    }
    var name = message.get("name");
    if (name != null && !(name instanceof String)) {
      throw complaint("name", name, "a string");
    }
    var seqId = message.get("seqID");
    int number = seqId == null ? 0 : (int) integer("seqID", seqId, Integer.SIZE);
    protocol.writeMessage(
        out, new MessageHeader(type.code(), name == null ? "" : (String) name, number));
    var fields = message.get("fields");
    struct("fields", fields == null ? List.of() : fields, 1);
  }

  private void struct(String place, @Nullable Object value, int depth) throws ThriftException {
    var fields = list(place, value);
    int lastId = 0;
    for (int i = 0; i < fields.size(); i++) {
      var at = place + "[" + i + "]";
      var field = map(at, fields.get(i));
      int id = (int) integer(at + ".id", field.get("id"), Short.SIZE);
      var type = type(at + ".type", field.get("type"));
      var content = field.get("value");
      Boolean flag = type == ThriftType.BOOL ? flag(at + ".value", content) : null;
      if (!protocol.writeField(out, type, id, flag, lastId)) {
        value(at + ".value", type, content, depth);
      }
      lastId = id;
    }
    out.octet(ThriftType.STOP);
  }

  private void value(String place, ThriftType type, @Nullable Object value, int depth)
      throws ThriftException {
    switch (type) {
      case BOOL -> protocol.writeBool(out, flag(place, value));
      case I8 -> protocol.writeInteger(out, type, integer(place, value, Byte.SIZE));
      case I16 -> protocol.writeInteger(out, type, integer(place, value, Short.SIZE));
      case I32 -> protocol.writeInteger(out, type, integer(place, value, Integer.SIZE));
      case I64 -> protocol.writeInteger(out, type, integer(place, value, Long.SIZE));
      case DOUBLE -> {
        if (!(value instanceof Number number)) {
          throw complaint(place, value, "a number");
        }
        protocol.writeDouble(out, number.doubleValue());
      }
      case BINARY -> protocol.writeBinary(out, binary(place, value));
      case UUID -> out.octets(uuid(place, value));
      case STRUCT, LIST, SET, MAP -> nested(place, type, value, depth + 1);
    }
  }

  private void nested(String place, ThriftType type, @Nullable Object value, int depth)
      throws ThriftException {
    if (depth > ValueReader.DEEPEST) {
      throw new ThriftException(
          "fields", "nested too deep", ValueReader.DEEPEST + " levels at most");
    }
    switch (type) {
      case STRUCT -> struct(place, value, depth);
      case MAP -> pairs(place, map(place, value), depth);
      default -> elements(place, map(place, value), depth);
    }
  }

  private void elements(String place, Map<?, ?> value, int depth) throws ThriftException {
    var elements = list(place + ".elements", value.get("elements"));
    var type = type(place + ".elementType", value.get("elementType"), elements.isEmpty());
    protocol.writeList(out, type, elements.size());
    for (int i = 0; i < elements.size() && type != null; i++) {
      value(place + ".elements[" + i + "]", type, elements.get(i), depth);
    }
  }

  private void pairs(String place, Map<?, ?> value, int depth) throws ThriftException {
    var pairs = list(place + ".pairs", value.get("pairs"));
    var key = type(place + ".keyType", value.get("keyType"), pairs.isEmpty());
    var content = type(place + ".valueType", value.get("valueType"), pairs.isEmpty());
    protocol.writeMap(out, key, content, pairs.size());
    for (int i = 0; i < pairs.size() && key != null && content != null; i++) {
      var at = place + ".pairs[" + i + "]";
      var pair = list(at, pairs.get(i));
      if (pair.size() != 2) {
        throw new ThriftException(at, "an array of " + pair.size(), "a key and a value");
      }
      value(at + "[0]", key, pair.get(0), depth);
      value(at + "[1]", content, pair.get(1), depth);
    }
  }

  private static ThriftType type(String place, @Nullable Object name) throws ThriftException {
    var type = ThriftType.ofName(name);
    if (type == null) {
      throw complaint(place, name, "a type such as 'I32'");
    }
    return type;
  }

  private static @Nullable ThriftType type(String place, @Nullable Object name, boolean mayMiss)
      throws ThriftException {
    return mayMiss && name == null ? null : type(place, name);
  }

  private static List<?> list(String place, @Nullable Object value) throws ThriftException {
    if (value instanceof List<?> list) {
      return list;
    }
    throw complaint(place, value, "an array");
  }

  private static Map<?, ?> map(String place, @Nullable Object value) throws ThriftException {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw complaint(place, value, "an object");
  }

  private static boolean flag(String place, @Nullable Object value) throws ThriftException {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw complaint(place, value, "a boolean");
  }

  private static long integer(String place, @Nullable Object value, int bits)
      throws ThriftException {
    long most = Long.MAX_VALUE >> (Long.SIZE - bits);
    var whole =
        switch (value) {
          case Double number when number == Math.rint(number) && Math.abs(number) < 0x1p63 ->
              number.longValue();
          case Integer number -> number.longValue();
          case Long number -> number;
          case BigInteger number when number.bitLength() < Long.SIZE -> number.longValue();
          case null, default -> null;
        };
    if (whole == null || whole > most || whole < -most - 1) {
      throw complaint(place, value, "a whole number of " + bits + " bits");
    }
    return whole;
  }

  private static byte[] binary(String place, @Nullable Object value) throws ThriftException {
    return switch (value) {
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      case Bytes bytes -> bytes.toArray();
      case null, default -> throw complaint(place, value, "a string or a Data");
    };
  }

  private static byte[] uuid(String place, @Nullable Object value) throws ThriftException {
    if (value instanceof String text && UUID_TEXT.matcher(text).matches()) {
      var out = new ThriftOutput();
      var uuid = UUID.fromString(text);
      out.big(uuid.getMostSignificantBits(), Long.BYTES);
      out.big(uuid.getLeastSignificantBits(), Long.BYTES);
      return out.toArray();
    }
    if (value instanceof Bytes bytes && bytes.size() == UUID_SIZE) {
      return bytes.toArray();
    }
    throw complaint(place, value, "a UUID as text, or its 16 bytes");
  }

  private static ThriftException complaint(
      String place, @Nullable Object found, String expectation) {
    var text =
        switch (found) {
          case null -> "nothing";
          case String string ->
              "'" + string.substring(0, Math.min(string.length(), LONGEST_SHOWN)) + "'";
          case List<?> _ -> "an array";
          case Map<?, ?> _ -> "an object";
          case Bytes _ -> "a Data";
          default -> found.toString();
        };
    return new ThriftException(place, text, expectation);
  }
}
