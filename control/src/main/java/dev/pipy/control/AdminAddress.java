package dev.pipy.control;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Where the control API may listen: `[ip:]port`, on the loopback interface only, as its calls are
/// not encrypted.
final class AdminAddress {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int PORT = 6060;

  private AdminAddress() {}

  static InetSocketAddress standard() {
    return new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), PORT);
  }

  static InetSocketAddress parse(String text) throws StartException {
    int colon = text.lastIndexOf(':');
    var address = address(text, colon < 0 ? "" : text.substring(0, colon));
    if (!address.isLoopbackAddress()) {
      throw new StartException(
          ExitCode.USAGE,
          "--admin-port: "
              + text
              + " is not a loopback address (expected: such as 127.0.0.1:6060; the control API has"
              + " no TLS yet, so it stays on this machine)");
    }
    return new InetSocketAddress(address, port(text, text.substring(colon + 1)));
  }

  private static InetAddress address(String text, String host) throws StartException {
    if (host.isEmpty() || host.equals("localhost")) {
      return InetAddress.ofLiteral(LOOPBACK);
    }
    try {
      return InetAddress.ofLiteral(
          host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
    } catch (IllegalArgumentException expected) {
      throw unreadable(text);
    }
  }

  private static int port(String text, String digits) throws StartException {
    try {
      int port = Integer.parseInt(digits);
      if (port > 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException expected) {
      throw unreadable(text);
    }
    throw unreadable(text);
  }

  private static StartException unreadable(String text) {
    return new StartException(
        ExitCode.USAGE, "--admin-port: " + text + " (expected: [ip:]port, such as 6060)");
  }
}
