package dev.pipy.upstream;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Where to connect to: `host:port`, with brackets around an IPv6 address.
///
/// @param host a name, or an address without brackets
/// @param port 1 to 65535
public record Target(String host, int port) {

  /// Reads `host:port`; null if it is not of that form.
  public static @Nullable Target parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      return null;
    }
    var host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
      if (!NetUtil.isValidIpV6Address(host)) {
        return null;
      }
    } else if (host.contains(":") || host.isBlank() || host.chars().anyMatch(c -> c <= ' ')) {
      return null;
    }
    int port = port(text, colon + 1);
    return port > 0 ? new Target(host, port) : null;
  }

  private static int port(String text, int from) {
    int port = 0;
    for (int i = from; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9' || port > 65535) {
        return -1;
      }
      port = 10 * port + digit - '0';
    }
    return port <= 65535 ? port : -1;
  }

  /// The address, if the host is one; null if it is a name.
  public @Nullable InetSocketAddress literal() {
    var bytes = NetUtil.createByteArrayFromIpAddressString(host);
    if (bytes == null) {
      return null;
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
