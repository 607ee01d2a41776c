package dev.pipy.control;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Where the operations endpoint may listen: `[ip:]port`, on the loopback interface unless an
/// address says otherwise, as it shows numbers to whoever asks.
final class OpsAddress {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int MOST = 65535;

  private OpsAddress() {}

  static InetSocketAddress parse(String text) throws StartException {
    int colon = text.lastIndexOf(':');
    var host = colon < 0 ? "" : text.substring(0, colon);
    var digits = text.substring(colon + 1);
    if (!digits.matches("[0-9]{1,5}")) {
      throw unreadable(text);
    }
    int port = Integer.parseInt(digits);
    if (port == 0 || port > MOST) {
      throw unreadable(text);
    }
    return new InetSocketAddress(address(text, host), port);
  }

  private static InetAddress address(String text, String host) throws StartException {
    if (host.isEmpty() || host.equals("localhost")) {
      return InetAddress.ofLiteral(LOOPBACK);
    }
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    if (host.contains(":") && !isBracketed) {
      throw unreadable(text);
    }
    try {
      return InetAddress.ofLiteral(isBracketed ? host.substring(1, host.length() - 1) : host);
    } catch (IllegalArgumentException expected) {
      throw unreadable(text);
    }
  }

  private static StartException unreadable(String text) {
    return new StartException(
        ExitCode.USAGE,
        "--ops-address: " + text + " (expected: [ip:]port, such as 6061 or 0.0.0.0:6061)");
  }
}
