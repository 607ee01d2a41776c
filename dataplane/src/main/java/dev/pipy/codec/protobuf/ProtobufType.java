package dev.pipy.codec.protobuf;

import dev.pipy.event.Bytes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The scalar types of Protocol Buffers: how each is written, and what a field means as it. Values
/// are Long for whole numbers (BigInteger from 2^63 on), Double, Boolean, String and [Bytes].
public enum ProtobufType {
  /// A negative one has ten bytes.
  INT32(32, true, WireValue.VARINT),
  /// As int32, with more bits.
  INT64(64, true, WireValue.VARINT),
  /// No sign.
  UINT32(32, false, WireValue.VARINT),
  /// No sign.
  UINT64(64, false, WireValue.VARINT),
  /// Small numbers are short whatever their sign.
  SINT32(32, true, WireValue.VARINT),
  /// Small numbers are short whatever their sign.
  SINT64(64, true, WireValue.VARINT),
  /// A number that is 1 or 0.
  BOOL(0, false, WireValue.VARINT),
  /// Four bytes, no sign.
  FIXED32(32, false, WireValue.I32),
  /// Eight bytes, no sign.
  FIXED64(64, false, WireValue.I64),
  /// Four bytes.
  SFIXED32(32, true, WireValue.I32),
  /// Eight bytes.
  SFIXED64(64, true, WireValue.I64),
  /// Four bytes of IEEE 754.
  FLOAT(0, true, WireValue.I32),
  /// Eight bytes of IEEE 754.
  DOUBLE(0, true, WireValue.I64),
  /// UTF-8.
  STRING(0, false, WireValue.LEN),
  /// Any bytes, or a message.
  BYTES(0, false, WireValue.LEN);

  private final int bits;
  private final boolean isSigned;
  private final int wireType;

  ProtobufType(int bits, boolean isSigned, int wireType) {
    this.bits = bits;
    this.isSigned = isSigned;
    this.wireType = wireType;
  }

  /// Whether values of this type may stand one after the other in one field.
  public boolean isPackable() {
    return wireType != WireValue.LEN;
  }

  /// Whether this is a whole number.
  public boolean isInteger() {
    return bits > 0;
  }

  /// How a message says what is expected, such as "a whole number from 0 to 4294967295".
  public String expectation() {
    return switch (this) {
      case BOOL -> "a boolean";
      case FLOAT, DOUBLE -> "a number";
      case STRING -> "a string";
      case BYTES -> "an instance of Data";
      default -> "a whole number from " + least() + " to " + most();
    };
  }

  private BigInteger least() {
    return isSigned ? BigInteger.TWO.pow(bits - 1).negate() : BigInteger.ZERO;
  }

  private BigInteger most() {
    return BigInteger.TWO.pow(isSigned ? bits - 1 : bits).subtract(BigInteger.ONE);
  }

  /// Whether a whole number can be written as this type.
  public boolean holds(BigInteger number) {
    return isInteger() && number.compareTo(least()) >= 0 && number.compareTo(most()) <= 0;
  }

  /// How a value is written.
  ///
  /// @param value a Number, of whole ones one that this [#holds], Boolean, String or [Bytes]
  WireValue write(Object value) {
    return switch (this) {
      case STRING -> new WireValue.Length(Bytes.of((String) value));
      case BYTES -> new WireValue.Length(((Bytes) value).copy());
      case BOOL -> new WireValue.Varint((Boolean) value ? 1 : 0);
      case FLOAT -> new WireValue.Fixed32(Float.floatToIntBits(((Number) value).floatValue()));
      case DOUBLE -> new WireValue.Fixed64(Double.doubleToLongBits(((Number) value).doubleValue()));
      case INT32, INT64, UINT32, UINT64 -> new WireValue.Varint(((Number) value).longValue());
      case SINT32, SINT64 -> {
        long number = ((Number) value).longValue();
        yield new WireValue.Varint((number << 1) ^ (number >> 63));
      }
      case FIXED32, SFIXED32 -> new WireValue.Fixed32(((Number) value).intValue());
      case FIXED64, SFIXED64 -> new WireValue.Fixed64(((Number) value).longValue());
    };
  }

  /// What a field means as this type; null if its wire type is another. Whole numbers are read from
  /// each wire type that holds one, since their readers may know only roughly what was declared.
  @Nullable Object read(WireValue value) throws ProtobufException {
    return switch (value) {
      case WireValue.Varint(long number) ->
          isInteger() || this == BOOL ? number(number, true) : null;
      case WireValue.Fixed32(int number) ->
          this == FLOAT
              ? (Object) (double) Float.intBitsToFloat(number)
              : isInteger() ? number(number, false) : null;
      case WireValue.Fixed64(long number) ->
          this == DOUBLE
              ? (Object) Double.longBitsToDouble(number)
              : isInteger() ? number(number, false) : null;
      case WireValue.Length(Bytes bytes) ->
          this == STRING ? text(bytes) : this == BYTES ? bytes.copy() : null;
      case WireValue.Group _ -> null;
    };
  }

  private Object number(long number, boolean isVarint) {
    return switch (this) {
      case BOOL -> number != 0;
      case INT32, SFIXED32 -> (long) (int) number;
      case UINT32, FIXED32 -> number & 0xffff_ffffL;
      case SINT32 -> (long) (int) (isVarint ? unfold(number & 0xffff_ffffL) : number);
      case SINT64 -> isVarint ? unfold(number) : number;
      case UINT64, FIXED64 -> number >= 0 ? (Object) number : unsigned(number);
      default -> number;
    };
  }

  private static long unfold(long number) {
    return (number >>> 1) ^ -(number & 1);
  }

  private static BigInteger unsigned(long number) {
    return BigInteger.valueOf(number).add(BigInteger.TWO.pow(Long.SIZE));
  }

  private static String text(Bytes bytes) throws ProtobufException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toArray()))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw new ProtobufException("text is not UTF-8");
    }
  }

  /// The next of values that stand one after the other; requires [#isPackable].
  WireValue readPacked(WireReader reader) throws ProtobufException {
    return reader.value(wireType);
  }
}
