package dev.pipy.codec.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Octets of heads as text. Scripts write UTF-8; what is received and is not UTF-8 is taken for ISO
/// 8859-1, so that no octet is lost (RFC 9110 section 5.5).
final class Texts {

  private Texts() {}

  static String text(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      if (octets[i] < 0) {
        @Nullable String text = utf8(octets, from, to);
        if (text != null) {
          return text;
        }
        break;
      }
    }
    return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static @Nullable String utf8(byte[] octets, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets, from, to - from))
          .toString();
    } catch (CharacterCodingException expected) {
      return null;
    }
  }

  static String lowerCase(byte[] octets, int from, int to) {
    var lower = new byte[to - from];
    for (int i = from; i < to; i++) {
      lower[i - from] = (byte) HttpSyntax.lower(octets[i]);
    }
    return new String(lower, StandardCharsets.ISO_8859_1);
  }
}
