package dev.pipy.script;

import dev.pipy.event.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// What the script class Data is made of. The prelude has checked the types of arguments. Public
/// because the prelude calls it.
public final class BytesFunctions {

  private static final int SHOWN = 10;

  BytesFunctions() {}

  /// No bytes.
  @HostAccess.Export
  public Bytes empty() {
    return new Bytes();
  }

  /// The bytes of a text, or the words that tell why there are none.
  @HostAccess.Export
  public Object decode(String text, String encoding) {
    return switch (encoding) {
      case "hex" -> decodeHex(text);
      case "base64" -> decodeBase64(text);
      case "base64url" -> decodeBase64Url(text);
      case "utf16be" -> new Bytes(text.getBytes(StandardCharsets.UTF_16BE));
      case "utf16le" -> new Bytes(text.getBytes(StandardCharsets.UTF_16LE));
      default -> Bytes.of(text);
    };
  }

  /// The text that bytes stand for; null if they are not text.
  @HostAccess.Export
  public @Nullable String encode(Bytes bytes, String encoding) {
    var array = bytes.toArray();
    return switch (encoding) {
      case "hex" -> HexFormat.of().formatHex(array);
      case "base64" -> Base64.getEncoder().encodeToString(array);
      case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(array);
      case "utf16be" -> new String(array, StandardCharsets.UTF_16BE);
      case "utf16le" -> new String(array, StandardCharsets.UTF_16LE);
      default -> strictText(array, StandardCharsets.UTF_8);
    };
  }

  /// Text in which what is not UTF-8 is replaced.
  @HostAccess.Export
  public String lenientText(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.UTF_8);
  }

  /// One byte per number, of which the low 8 bits count.
  @HostAccess.Export
  public Bytes fromNumbers(Value numbers) {
    var array = new byte[Math.toIntExact(numbers.getArraySize())];
    for (int i = 0; i < array.length; i++) {
      array[i] = (byte) numbers.getArrayElement(i).asInt();
    }
    return new Bytes(array);
  }

  /// An independent copy.
  @HostAccess.Export
  public Bytes copy(Bytes bytes) {
    return bytes.copy();
  }

  /// Number of bytes.
  @HostAccess.Export
  public int size(Bytes bytes) {
    return bytes.size();
  }

  /// One byte, 0 to 255.
  @HostAccess.Export
  public int at(Bytes bytes, int index) {
    return bytes.at(index);
  }

  /// Appends bytes.
  @HostAccess.Export
  public void push(Bytes bytes, Bytes more) {
    bytes.push(more);
  }

  /// Appends text as UTF-8.
  @HostAccess.Export
  public void pushText(Bytes bytes, String text) {
    bytes.push(Bytes.of(text));
  }

  /// Appends 4 bytes, the highest first.
  @HostAccess.Export
  public void pushUInt32BE(Bytes bytes, int number) {
    bytes.push(ByteBuffer.allocate(Integer.BYTES).putInt(number).array(), 0, Integer.BYTES);
  }

  /// Removes up to 4 bytes and returns their number, the highest first.
  @HostAccess.Export
  public double shiftUInt32BE(Bytes bytes) {
    long number = 0;
    var taken = bytes.shift(Integer.BYTES);
    for (int i = 0; i < taken.size(); i++) {
      number = number << Byte.SIZE | taken.at(i);
    }
    return number;
  }

  /// Removes and returns the first bytes.
  @HostAccess.Export
  public Bytes shift(Bytes bytes, double count) {
    return bytes.shift((int) count);
  }

  /// Removes and returns the last bytes.
  @HostAccess.Export
  public Bytes pop(Bytes bytes, double count) {
    return bytes.pop((int) count);
  }

  /// A copy that scripts can index.
  @HostAccess.Export
  public ByteBuffer copyBuffer(Bytes bytes) {
    return ByteBuffer.wrap(bytes.toArray());
  }

  /// How a log shows bytes.
  @HostAccess.Export
  public String describe(Bytes bytes) {
    var text = new StringBuilder("Data[");
    int shown = Math.min(bytes.size(), SHOWN);
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : " ").append("%02x".formatted(bytes.at(i)));
    }
    if (bytes.size() > shown) {
      text.append(" ... and ").append(bytes.size() - shown).append(" more bytes");
    }
    return text.append(']').toString();
  }

  private static Object decodeHex(String text) {
    if (text.length() % 2 != 0) {
      return "incomplete hex string";
    }
    try {
      return new Bytes(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException expected) {
      return "invalid hex string";
    }
  }

  private static Object decodeBase64(String text) {
    try {
      return text.length() % 4 == 0
          ? new Bytes(Base64.getDecoder().decode(text))
          : "incomplete base64 string";
    } catch (IllegalArgumentException expected) {
      return "invalid base64 string";
    }
  }

  private static Object decodeBase64Url(String text) {
    try {
      return text.indexOf('=') < 0 && text.length() % 4 != 1
          ? new Bytes(Base64.getUrlDecoder().decode(text))
          : "invalid base64url string";
    } catch (IllegalArgumentException expected) {
      return "invalid base64url string";
    }
  }

  private static @Nullable String strictText(byte[] array, Charset charset) {
    var decoder = charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    try {
      return decoder.decode(ByteBuffer.wrap(array)).toString();
    } catch (CharacterCodingException expected) {
      return null;
    }
  }
}
