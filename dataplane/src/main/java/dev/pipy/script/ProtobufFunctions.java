package dev.pipy.script;

import dev.pipy.codec.protobuf.ProtobufException;
import dev.pipy.codec.protobuf.ProtobufMessage;
import dev.pipy.codec.protobuf.ProtobufType;
import dev.pipy.event.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// The script's `protobuf`. Types go by the names that the methods of a message have them. Public
/// because the prelude calls it.
public final class ProtobufFunctions {

  private static final long LARGEST_SAFE = (1L << 53) - 1;

  private final TreeFunctions functions;

  ProtobufFunctions(TreeFunctions functions) {
    this.functions = functions;
  }

  /// A message without fields.
  @HostAccess.Export
  public ProtobufMessage create() {
    return new ProtobufMessage();
  }

  /// The message that the bytes hold; null if they are malformed.
  @HostAccess.Export
  public @Nullable ProtobufMessage decode(Bytes bytes) {
    try {
      return ProtobufMessage.decode(bytes);
    } catch (ProtobufException malformed) {
      return null;
    }
  }

  /// The bytes of a message.
  @HostAccess.Export
  public Bytes encode(ProtobufMessage message) {
    return message.encode();
  }

  /// The wire type of a field.
  @HostAccess.Export
  public String wireType(ProtobufMessage message, int field) {
    return message.wireType(field);
  }

  /// The last value of a field; null if there is none, or none that is well-formed.
  @HostAccess.Export
  public @Nullable Object last(ProtobufMessage message, int field, String type) {
    try {
      return functions.trees().toScript(exact(message.last(field, type(type))));
    } catch (ProtobufException malformed) {
      return null;
    }
  }

  /// All values of a field; null if one is malformed.
  @HostAccess.Export
  public @Nullable Object all(ProtobufMessage message, int field, String type) {
    try {
      var all = message.all(field, type(type));
      return functions.trees().toScript(all.stream().map(ProtobufFunctions::exact).toList());
    } catch (ProtobufException malformed) {
      return null;
    }
  }

  /// A number of a script where that is exact, a BigInt where it is not.
  private static @Nullable Object exact(@Nullable Object value) {
    return value instanceof Long number && (number > LARGEST_SAFE || number < -LARGEST_SAFE)
        ? BigInteger.valueOf(number)
        : value;
  }

  /// The message in a field; null if there is none, or a malformed one.
  @HostAccess.Export
  public @Nullable ProtobufMessage message(ProtobufMessage message, int field) {
    try {
      return message.message(field);
    } catch (ProtobufException malformed) {
      return null;
    }
  }

  /// Puts a value in a field; null takes the field away.
  @HostAccess.Export
  public void set(ProtobufMessage message, int field, String type, Value value) {
    if (value.isNull()) {
      message.remove(field);
    } else {
      message.set(field, type(type), valueOf(type(type), value, "argument #2 expects "));
    }
  }

  /// Puts the values of an array in a field.
  @HostAccess.Export
  public void setAll(ProtobufMessage message, int field, String type, Value values) {
    var read = new ArrayList<Object>();
    for (long i = 0; i < values.getArraySize(); i++) {
      var complaint = "element " + i + " of argument #2 expects ";
      read.add(valueOf(type(type), values.getArrayElement(i), complaint));
    }
    message.setAll(field, type(type), read);
  }

  private static ProtobufType type(String name) {
    return ProtobufType.valueOf(name);
  }

  private Object valueOf(ProtobufType type, Value value, String complaint) {
    var tree = functions.trees().fromScript(value);
    var read =
        switch (type) {
          case BOOL -> tree instanceof Boolean flag ? flag : null;
          case FLOAT, DOUBLE -> tree instanceof Number number ? number : null;
          case STRING -> tree instanceof String text ? text : null;
          case BYTES -> tree instanceof Bytes bytes ? bytes : null;
          default -> tree instanceof Number number ? whole(type, number) : null;
        };
    if (read == null) {
      throw functions.trees().error(complaint + type.expectation());
    }
    return read;
  }

  private static @Nullable Object whole(ProtobufType type, Number number) {
    var whole =
        switch (number) {
          case BigInteger big -> big;
          case Double real -> real == Math.rint(real) ? big(real) : null;
          default -> BigInteger.valueOf(number.longValue());
        };
    return whole != null && type.holds(whole) ? whole : null;
  }

  private static @Nullable BigInteger big(double number) {
    return Double.isInfinite(number) ? null : new BigDecimal(number).toBigInteger();
  }
}
