package dev.pipy.codec.socks;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a client says to be let in (RFC 1929). Its text shows nothing of it.
///
/// @param username 1 to 255 bytes of UTF-8
/// @param password as long
public record SocksCredentials(String username, String password) {

  private static final int VERSION = 1;
  private static final int LONGEST = 255;

  /// Both, or null if one cannot be sent.
  public static @Nullable SocksCredentials of(String username, String password) {
    return isSendable(username) && isSendable(password)
        ? new SocksCredentials(username, password)
        : null;
  }

  /// Whether a text may be a name or a password: it has 1 to 255 bytes.
  public static boolean isSendable(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return length > 0 && length <= LONGEST;
  }

  /// Version, length, name, length, password.
  byte[] request() {
    var out = new ByteArrayOutputStream();
    out.write(VERSION);
    for (var text : new String[] {username, password}) {
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      out.write(octets.length);
      out.writeBytes(octets);
    }
    return out.toByteArray();
  }

  @Override
  public String toString() {
    return "credentials";
  }
}
