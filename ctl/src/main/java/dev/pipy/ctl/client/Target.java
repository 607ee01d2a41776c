package dev.pipy.ctl.client;

import dev.pipy.ctl.outcome.CommandFailure;
import java.nio.file.Path;

/// Where a server listens: `host:port`, or `unix:PATH`.
///
/// @param address as gRPC takes it
/// @param port 0 for a Unix socket
public record Target(String address, String host, int port) {

  private static final String UNIX = "unix:";

  private static final int DEFAULT_PORT = 6060;

  /// Reads an address as people write it; the port may be missing.
  public static Target parse(String text) {
    if (text.startsWith(UNIX)) {
      return unix(text);
    }
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon >= 0 && text.indexOf(']', colon) < 0;
    if (hasPort && !text.startsWith("[") && text.indexOf(':') != colon) {
      throw invalid(text);
    }
    String host = hasPort ? text.substring(0, colon) : text;
    int port = hasPort ? port(text, text.substring(colon + 1)) : DEFAULT_PORT;
    if (host.isEmpty()
        || host.indexOf('/') >= 0
        || host.chars().anyMatch(Character::isWhitespace)) {
      throw invalid(text);
    }
    return new Target(host + ":" + port, host, port);
  }

  private static Target unix(String text) {
    String path = text.substring(UNIX.length());
    if (path.isEmpty() || (path.startsWith("//") && !path.startsWith("///"))) {
      throw invalid(text);
    }
    Path absolute = Path.of(path.replaceFirst("^//", "")).toAbsolutePath().normalize();
    return new Target(UNIX + absolute, "", 0);
  }

  /// The file of a Unix socket.
  Path path() {
    return Path.of(address.substring(UNIX.length()));
  }

  /// Whether it is a socket in the file system.
  public boolean isUnix() {
    return port == 0;
  }

  /// Whether the server is on this machine, so that the connection cannot be listened to.
  public boolean isLocal() {
    return port == 0
        || host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
  }

  private static int port(String text, String port) {
    try {
      int number = Integer.parseInt(port);
      if (number > 0 && number < 65536) {
        return number;
      }
    } catch (NumberFormatException expected) {
      // told below
    }
    throw invalid(text);
  }

  private static CommandFailure invalid(String text) {
    return CommandFailure.usage("--target: " + text + " (expected: host:port or unix:PATH)");
  }

  @Override
  public String toString() {
    return address;
  }
}
