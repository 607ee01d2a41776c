package dev.pipy.codec.http;

import java.util.List;

/// The fields a proxy must know on its own account: those that frame messages or belong to one
/// connection (RFC 9110 section 7.6.1, RFC 9112 section 6).
public enum KnownField {
  /// Which site is asked for.
  HOST("host", 1),
  /// Options of this connection.
  CONNECTION("connection", 1 << 1),
  /// Older parameters of this connection.
  KEEP_ALIVE("keep-alive", 1 << 2),
  /// What some clients send to proxies in place of [#CONNECTION].
  PROXY_CONNECTION("proxy-connection", 1 << 3),
  /// Transfer codings and trailers the sender takes.
  TE("te", 1 << 4),
  /// Fields to be expected in the trailers.
  TRAILER("trailer", 1 << 5),
  /// How the body is framed.
  TRANSFER_ENCODING("transfer-encoding", 1 << 6),
  /// Protocols to switch to.
  UPGRADE("upgrade", 1 << 7),
  /// Length of the body in bytes.
  CONTENT_LENGTH("content-length", 1 << 8),
  /// What the client waits for before it sends the body.
  EXPECT("expect", 1 << 9);

  private static final List<KnownField> ALL = List.of(values());

  private final String text;
  private final int bit;

  KnownField(String text, int bit) {
    this.text = text;
    this.bit = bit;
  }

  /// The name in lower case.
  public String text() {
    return text;
  }

  /// One bit that no other field has, for sets of fields.
  public int bit() {
    return bit;
  }

  /// The bit of the field named by the octets, or 0.
  static int bitOf(byte[] octets, int from, int to) {
    return switch (to - from) {
      case 2 -> TE.bitIfNamed(octets, from, to);
      case 4 -> HOST.bitIfNamed(octets, from, to);
      case 6 -> EXPECT.bitIfNamed(octets, from, to);
      case 7 -> UPGRADE.bitIfNamed(octets, from, to) | TRAILER.bitIfNamed(octets, from, to);
      case 10 -> CONNECTION.bitIfNamed(octets, from, to) | KEEP_ALIVE.bitIfNamed(octets, from, to);
      case 14 -> CONTENT_LENGTH.bitIfNamed(octets, from, to);
      case 16 -> PROXY_CONNECTION.bitIfNamed(octets, from, to);
      case 17 -> TRANSFER_ENCODING.bitIfNamed(octets, from, to);
      default -> 0;
    };
  }

  private int bitIfNamed(byte[] octets, int from, int to) {
    return HttpSyntax.equalsIgnoreCase(octets, from, to, text) ? bit : 0;
  }

  /// The bit of the field named `name`, or 0.
  static int bitOf(String name) {
    for (var field : ALL) {
      if (field.text.equalsIgnoreCase(name)) {
        return field.bit;
      }
    }
    return 0;
  }
}
