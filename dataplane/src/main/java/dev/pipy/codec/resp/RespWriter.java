package dev.pipy.codec.resp;

import dev.pipy.event.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes values.
public final class RespWriter {

  private static final double LARGEST = 0x1p63;

  private final ByteBuf out;

  private RespWriter(ByteBuf out) {
    this.out = out;
  }

  /// The bytes of a value; the caller owns them. Text is a simple string, or a bulk string if it
  /// has a line break or is too long for a line; numbers are cut off to whole ones; line breaks of
  /// errors become spaces. Throws [RespException] for what RESP2 cannot say.
  public static ByteBuf write(@Nullable Object value) {
    var out = ByteBufAllocator.DEFAULT.buffer();
    try {
      new RespWriter(out).value(value, 0);
      return out;
    } catch (RuntimeException failure) {
      out.release();
      throw failure;
    }
  }

  private void value(@Nullable Object value, int depth) {
    switch (value) {
      case null -> line('$', "-1");
      case RespNull.ARRAY -> line('*', "-1");
      case RespError error -> error(error.message());
      case Bytes bytes -> bulk(bytes);
      case String text -> text(text);
      case Integer number -> line(':', number.toString());
      case Long number -> line(':', number.toString());
      case Number number -> line(':', whole(number));
      case Boolean flag -> line('+', flag.toString());
      case Instant date -> line('+', date.toString());
      case List<?> list -> array(list, depth);
      default ->
          throw new RespException(
              "value: an object (expected: null, a boolean, a number, a string, a Data, an Error or"
                  + " an array of those)");
    }
  }

  private void array(List<?> list, int depth) {
    if (depth == RespReader.DEEPEST) {
      throw new RespException("arrays are nested deeper than " + RespReader.DEEPEST + " levels");
    }
    line('*', Integer.toString(list.size()));
    for (var element : list) {
      value(element, depth + 1);
    }
  }

  private void text(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean isLine =
        bytes.length <= RespReader.LONGEST_LINE - 3
            && text.indexOf('\r') < 0
            && text.indexOf('\n') < 0;
    if (isLine) {
      line('+', bytes);
    } else {
      bulk(new Bytes(bytes));
    }
  }

  private void error(String message) {
    var bytes = message.replace('\r', ' ').replace('\n', ' ').getBytes(StandardCharsets.UTF_8);
    if (bytes.length > RespReader.LONGEST_LINE - 3) {
      throw new RespException(
          "error of %d bytes (expected: %d at most)"
              .formatted(bytes.length, RespReader.LONGEST_LINE - 3));
    }
    line('-', bytes);
  }

  private void bulk(Bytes bytes) {
    line('$', Integer.toString(bytes.size()));
    bytes.copyTo(out);
    out.writeByte('\r').writeByte('\n');
  }

  private static String whole(Number number) {
    double value = number.doubleValue();
    if (!(value >= -LARGEST && value < LARGEST)) {
      throw new RespException("value: " + number + " (expected: a whole number of 64 bits)");
    }
    return Long.toString((long) value);
  }

  private void line(char type, String text) {
    line(type, text.getBytes(StandardCharsets.US_ASCII));
  }

  private void line(char type, byte[] text) {
    out.writeByte(type).writeBytes(text).writeByte('\r').writeByte('\n');
  }
}
