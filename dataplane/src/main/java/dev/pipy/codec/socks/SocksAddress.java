package dev.pipy.codec.socks;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The forms that an address has in SOCKS 5 (RFC 1928 section 5).
final class SocksAddress {

  static final int IPV4 = 1;
  static final int DOMAIN = 3;
  static final int IPV6 = 4;
  static final int LONGEST_NAME = 255;

  private SocksAddress() {}

  /// The text of an address, an IPv6 one in brackets.
  static String text(byte[] address) {
    var text = NetUtil.bytesToIpAddress(address);
    return address.length == 4 ? text : "[" + text + "]";
  }

  /// The text of a name, which may be an address; null if it is no name: it must not be mistaken
  /// for something else when a port is put behind it.
  static @Nullable String name(byte[] octets) {
    var name = new String(octets, StandardCharsets.ISO_8859_1);
    if (NetUtil.isValidIpV6Address(name)) {
      return "[" + name + "]";
    }
    boolean isName = !name.isEmpty() && name.chars().allMatch(SocksAddress::isNameCharacter);
    return isName ? name : null;
  }

  private static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_';
  }
}
