package dev.pipy.program;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Reads the first argument of `.listen()`: a port, `'ip:port'` or `'[v6]:port'`.
final class ListenAddress {

  private ListenAddress() {}

  /// The address; null for port 0, which means: defined, not listened on. Throws
  /// IllegalArgumentException with the complaint.
  static @Nullable InetSocketAddress parse(@Nullable Object argument) {
    return switch (argument) {
      case Number number -> {
        double port = number.doubleValue();
        if (port != Math.rint(port) || port < 0 || port > 65535) {
          throw new IllegalArgumentException(
              "invalid port: " + number + " (expected: 1 to 65535, or 0 for none)");
        }
        yield port == 0 ? null : address(new byte[4], (int) port);
      }
      case String text -> parse(text);
      case null, default ->
          throw new IllegalArgumentException("argument #1 expects a port or 'ip:port'");
    };
  }

  private static @Nullable InetSocketAddress parse(String text) {
    if (!text.isEmpty() && text.chars().allMatch(Character::isDigit) && text.length() <= 5) {
      return parse((Object) Integer.valueOf(text));
    }
    int colon = text.lastIndexOf(':');
    var port = text.substring(colon + 1);
    if (colon < 0 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
      throw new IllegalArgumentException("invalid 'ip:port' form: " + text);
    }
    var host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    var bytes = NetUtil.createByteArrayFromIpAddressString(host);
    if (bytes == null) {
      throw new IllegalArgumentException("invalid IP address: " + host);
    }
    return port.equals("0") ? null : address(bytes, Integer.parseInt(port));
  }

  private static InetSocketAddress address(byte[] bytes, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
