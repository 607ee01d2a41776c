package dev.pipy.codec.hessian;

import dev.pipy.event.Bytes;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads all of Hessian 2. Typed lists and maps lose their type; objects become maps of their
/// fields. Confined to its user.
public final class HessianReader {

  private static final int DEEPEST = 400;
  private static final int END = 'Z';

  private final byte[] bytes;
  private int at;
  private final List<String> types = new ArrayList<>();
  private final List<List<String>> classes = new ArrayList<>();
  private final List<Object> references = new ArrayList<>();

  private HessianReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /// All values that the bytes hold, one after the other. Throws [HessianException].
  public static List<@Nullable Object> readAll(Bytes bytes) {
    var reader = new HessianReader(bytes.toArray());
    var values = new ArrayList<@Nullable Object>();
    while (reader.at < reader.bytes.length) {
      // a class may be defined where no object follows
      if (reader.peek() == 'C') {
        reader.at++;
        reader.defineClass();
      } else {
        values.add(reader.value(0));
      }
    }
    return values;
  }

  private @Nullable Object value(int depth) {
    if (depth > DEEPEST) {
      throw new HessianException("values are nested deeper than " + DEEPEST + " levels");
    }
    int start = at;
    int code = next();
    if (code >= 0x80) {
      return compactNumber(code);
    }
    if (code < 0x20 || (code >= 0x30 && code <= 0x33) || code == 'R' || code == 'S') {
      return text(code);
    }
    if (code < 0x30 || (code >= 0x34 && code <= 0x37) || code == 'A' || code == 'B') {
      return binary(code);
    }
    if (code >= 0x38 && code <= 0x3f) {
      return number(((code - 0x3cL) << 16) | ((long) next() << 8) | next());
    }
    if (code >= 0x60 && code <= 0x6f) {
      return object(code - 0x60, depth);
    }
    if (code >= 0x70 && code <= 0x77) {
      type();
      return list(code - 0x70, depth);
    }
    if (code >= 0x78 && code <= 0x7f) {
      return list(code - 0x78, depth);
    }
    return switch (code) {
      case 'N' -> null;
      case 'T' -> true;
      case 'F' -> false;
      case 'I' -> (int) big(4);
      case 'L' -> number(big(8));
      case 'D' -> Double.longBitsToDouble(big(8));
      case 0x59 -> (int) big(4); // a long of 32 bits
      case 0x5b -> 0;
      case 0x5c -> 1;
      case 0x5d -> (int) (byte) next();
      case 0x5e -> (int) (short) big(2);
      case 0x5f -> (int) big(4) / 1000.0;
      case 0x4a -> Instant.ofEpochMilli(big(8));
      case 0x4b -> Instant.ofEpochSecond(60L * (int) big(4));
      case 0x51 -> reference();
      case 0x55 -> {
        type();
        yield endedList(depth);
      }
      case 0x56 -> {
        type();
        yield list(count(), depth);
      }
      case 0x57 -> endedList(depth);
      case 0x58 -> list(count(), depth);
      case 'M' -> {
        type();
        yield map(depth);
      }
      case 'H' -> map(depth);
      case 'C' -> {
        defineClass();
        yield value(depth + 1);
      }
      case 'O' -> object(count(), depth);
      default ->
          throw new HessianException(
              "unrecognized bytecode 0x%02x at offset %d".formatted(code, start));
    };
  }

  private Number compactNumber(int code) {
    if (code <= 0xbf) {
      return code - 0x90;
    }
    if (code <= 0xcf) {
      return ((code - 0xc8) << 8) | next();
    }
    if (code <= 0xd7) {
      return ((code - 0xd4) << 16) | (next() << 8) | next();
    }
    return code <= 0xef ? code - 0xe0 : ((code - 0xf8) << 8) | next();
  }

  private static Number number(long number) {
    return (int) number == number ? (Number) (int) number : (Number) number;
  }

  /// Lengths count what a sequence of UTF-8 stands for: a code point, or half of a pair, which some
  /// writers encode one by one.
  private String text(int first) {
    var text = new StringBuilder();
    int code = first;
    while (code == 'R') {
      characters(text, (int) big(2));
      code = next();
    }
    if (code < 0x20) {
      characters(text, code);
    } else if (code >= 0x30 && code <= 0x33) {
      characters(text, ((code - 0x30) << 8) | next());
    } else if (code == 'S') {
      characters(text, (int) big(2));
    } else {
      throw new HessianException("unexpected bytecode 0x%02x in a string".formatted(code));
    }
    return text.toString();
  }

  private void characters(StringBuilder text, int count) {
    for (int i = 0; i < count; i++) {
      int lead = next();
      if (lead < 0x80) {
        text.append((char) lead);
      } else if (lead >= 0xc0 && lead < 0xe0) {
        text.append((char) (((lead & 0x1f) << 6) | continuation()));
      } else if (lead >= 0xe0 && lead < 0xf0) {
        text.append((char) (((lead & 0xf) << 12) | (continuation() << 6) | continuation()));
      } else if (lead >= 0xf0 && lead < 0xf5) {
        int point =
            ((lead & 7) << 18) | (continuation() << 12) | (continuation() << 6) | continuation();
        if (!Character.isValidCodePoint(point)) {
          throw new HessianException("string is not UTF-8");
        }
        text.appendCodePoint(point);
      } else {
        throw new HessianException("string is not UTF-8");
      }
    }
  }

  private int continuation() {
    int octet = next();
    if ((octet & 0xc0) != 0x80) {
      throw new HessianException("string is not UTF-8");
    }
    return octet & 0x3f;
  }

  private Bytes binary(int first) {
    var all = new ByteArrayOutputStream();
    int code = first;
    while (code == 'A') {
      octets(all, (int) big(2));
      code = next();
    }
    if (code >= 0x20 && code <= 0x2f) {
      octets(all, code - 0x20);
    } else if (code >= 0x34 && code <= 0x37) {
      octets(all, ((code - 0x34) << 8) | next());
    } else if (code == 'B') {
      octets(all, (int) big(2));
    } else {
      throw new HessianException("unexpected bytecode 0x%02x in binary data".formatted(code));
    }
    return new Bytes(all.toByteArray());
  }

  private void octets(ByteArrayOutputStream to, int count) {
    require(count);
    to.write(bytes, at, count);
    at += count;
  }

  private List<@Nullable Object> endedList(int depth) {
    var list = new ArrayList<@Nullable Object>();
    references.add(list);
    while (!ends()) {
      list.add(value(depth + 1));
    }
    return list;
  }

  private List<@Nullable Object> list(int length, int depth) {
    require(length); // each element has a byte at least
    var list = new ArrayList<@Nullable Object>();
    references.add(list);
    for (int i = 0; i < length; i++) {
      list.add(value(depth + 1));
    }
    return list;
  }

  private Map<String, @Nullable Object> map(int depth) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    references.add(map);
    while (!ends()) {
      var name = value(depth + 1);
      map.put(String.valueOf(name), value(depth + 1));
    }
    return map;
  }

  private boolean ends() {
    boolean isEnd = peek() == END;
    if (isEnd) {
      at++;
    }
    return isEnd;
  }

  private Map<String, @Nullable Object> object(int index, int depth) {
    if (index < 0 || index >= classes.size()) {
      throw new HessianException("unexpected object of class " + index + ", which is not defined");
    }
    var map = new LinkedHashMap<String, @Nullable Object>();
    references.add(map);
    for (var field : classes.get(index)) {
      map.put(field, value(depth + 1));
    }
    return map;
  }

  private void defineClass() {
    text(next());
    int count = count();
    require(count);
    var fields = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      fields.add(text(next()));
    }
    classes.add(fields);
  }

  /// A name, or the number of one that was there before.
  private void type() {
    int code = peek();
    if (code < 0x20 || (code >= 0x30 && code <= 0x33) || code == 'R' || code == 'S') {
      types.add(text(next()));
    } else {
      int index = count();
      if (index >= types.size()) {
        throw new HessianException("unexpected type " + index + ", which was not named");
      }
    }
  }

  private Object reference() {
    int index = count();
    if (index >= references.size()) {
      throw new HessianException("unexpected reference " + index + " (there is no such value)");
    }
    return references.get(index);
  }

  private int count() {
    int start = at;
    if (value(DEEPEST) instanceof Integer count && count >= 0) {
      return count;
    }
    throw new HessianException("unexpected value at offset " + start + " (expected: a count)");
  }

  private long big(int octets) {
    long number = 0;
    for (int i = 0; i < octets; i++) {
      number = (number << 8) | next();
    }
    return number;
  }

  private int peek() {
    require(1);
    return bytes[at] & 0xff;
  }

  private int next() {
    int octet = peek();
    at++;
    return octet;
  }

  private void require(int count) {
    if (bytes.length - at < count) {
      throw new HessianException("unexpected end of data");
    }
  }
}
