package dev.pipy.codec.hessian;

import dev.pipy.event.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes values as Hessian 2. Integers take the long forms, as dialect A has them; all else takes
/// the short one. Confined to its user.
public final class HessianWriter {

  private static final int CHUNK = 0xffff;
  private static final double EXACT = 1L << 53;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private HessianWriter() {}

  /// The bytes of a value; of a list at the top the bytes of its elements, one after the other.
  ///
  /// @param value null, Boolean, Number, String, Instant, [Bytes], List or Map
  public static Bytes write(@Nullable Object value) {
    var writer = new HessianWriter();
    if (value instanceof List<?> values) {
      values.forEach(writer::value);
    } else {
      writer.value(value);
    }
    return new Bytes(writer.out.toByteArray());
  }

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> out.write('N');
      case Boolean flag -> out.write(flag ? 'T' : 'F');
      case Long whole -> whole(whole);
      case Number number -> number(number.doubleValue());
      case String text -> text(text);
      case Bytes bytes -> binary(bytes.toArray());
      case Instant date -> {
        out.write(0x4a);
        big(date.toEpochMilli(), 8);
      }
      case List<?> list -> {
        out.write(0x57);
        list.forEach(this::value);
        out.write('Z');
      }
      case Map<?, ?> map -> {
        out.write('H');
        map.forEach((name, member) -> {
          text(String.valueOf(name));
          value(member);
        });
        out.write('Z');
      }
      default ->
          throw new IllegalArgumentException(
              "value: " + value.getClass().getName() + " (expected: plain data)");
    }
  }

  private void number(double number) {
    boolean isWhole = number == Math.rint(number) && Math.abs(number) <= EXACT;
    boolean isNegativeZero = number == 0 && 1 / number < 0;
    if (!isWhole || isNegativeZero) {
      out.write('D');
      big(Double.doubleToLongBits(number), 8);
    } else if ((int) number == number) {
      out.write('I');
      big((long) number, 4);
    } else {
      whole((long) number);
    }
  }

  private void whole(long number) {
    out.write('L');
    big(number, 8);
  }

  /// Lengths count code points, and longer texts come in chunks.
  private void text(String text) {
    int count = text.codePointCount(0, text.length());
    int at = 0;
    for (; count > CHUNK; count -= CHUNK) {
      int end = text.offsetByCodePoints(at, CHUNK);
      out.write('R');
      big(CHUNK, 2);
      out.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
      at = end;
    }
    if (count < 32) {
      out.write(count);
    } else if (count < 1024) {
      out.write(0x30 + (count >> 8));
      out.write(count);
    } else {
      out.write('S');
      big(count, 2);
    }
    out.writeBytes(text.substring(at).getBytes(StandardCharsets.UTF_8));
  }

  private void binary(byte[] bytes) {
    int at = 0;
    for (; bytes.length - at > CHUNK; at += CHUNK) {
      out.write('A');
      big(CHUNK, 2);
      out.write(bytes, at, CHUNK);
    }
    int rest = bytes.length - at;
    if (rest < 16) {
      out.write(0x20 + rest);
    } else {
      out.write('B');
      big(rest, 2);
    }
    out.write(bytes, at, rest);
  }

  private void big(long number, int octets) {
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
      out.write((int) (number >> shift));
    }
  }
}
