package dev.pipy.codec.proxyprotocol;

import dev.pipy.codec.proxyprotocol.ProxyHeader.Protocol;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Addresses as PROXY headers have them.
final class ProxyAddress {

  /// Without leading zeros, which some read as octal.
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  private ProxyAddress() {}

  /// The bytes of an address for `protocol`, padded with zeros for a UNIX socket; null if it is
  /// none.
  static byte @Nullable [] bytes(Protocol protocol, String address) {
    return switch (protocol) {
      case TCP4, UDP4 ->
          isIpv4(address) ? NetUtil.createByteArrayFromIpAddressString(address) : null;
      case TCP6, UDP6 ->
          isIpv6(address) ? NetUtil.createByteArrayFromIpAddressString(address) : null;
      case UNIX, UNIX_DGRAM -> {
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        yield path.length <= protocol.addressSize()
            ? Arrays.copyOf(path, protocol.addressSize())
            : null;
      }
      case UNKNOWN -> null;
    };
  }

  /// The text of an address.
  static String text(Protocol protocol, byte[] address) {
    if (!protocol.isUnix()) {
      return NetUtil.bytesToIpAddress(address);
    }
    int length = 0;
    while (length < address.length && address[length] != 0) {
      length++;
    }
    return new String(address, 0, length, StandardCharsets.UTF_8);
  }

  static boolean isIpv4(String text) {
    return IPV4.matcher(text).matches();
  }

  static boolean isIpv6(String text) {
    return IPV6.matcher(text).matches() && NetUtil.isValidIpV6Address(text);
  }
}
