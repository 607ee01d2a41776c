package dev.pipy.codec.http2;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// What a client sends first (RFC 9113 section 3.4). No HTTP/1 server takes it for a request.
public final class Preface {

  private static final byte[] OCTETS =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /// What the first bytes of a connection are.
  public enum Match {
    /// Too few to tell.
    OPEN,
    /// The preface, or enough of it that nothing else can be meant.
    YES,
    /// Something else.
    NO
  }

  private Preface() {}

  /// Compares the readable bytes, which stay the caller's, with the preface's first line.
  public static Match match(ByteBuf bytes) {
    int decisive = "PRI * HTTP/2.0\r\n".length();
    int length = Math.min(bytes.readableBytes(), decisive);
    for (int i = 0; i < length; i++) {
      if (bytes.getByte(bytes.readerIndex() + i) != OCTETS[i]) {
        return Match.NO;
      }
    }
    return length == decisive ? Match.YES : Match.OPEN;
  }

  static int length() {
    return OCTETS.length;
  }

  static boolean matchesAt(int index, byte octet) {
    return OCTETS[index] == octet;
  }

  static void write(ByteBuf out) {
    out.writeBytes(OCTETS);
  }
}
