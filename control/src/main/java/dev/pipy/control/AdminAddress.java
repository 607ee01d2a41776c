package dev.pipy.control;

import dev.pipy.control.server.Endpoint;
import dev.pipy.control.server.TlsFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the control API listens: `[ip:]port` or `unix:PATH`. What other machines can reach has
/// TLS, or the server does not start.
record AdminAddress(Settings settings) {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int PORT = 6060;
  private static final String UNIX = "unix:";

  /// What a socket's address has room for (unix(7)), less the end of its text.
  private static final int LONGEST_PATH = 107;

  /// All endpoints that are asked for; none if the API shall be off.
  List<Endpoint> endpoints() throws StartException {
    var asked = settings.all(CommandLineSyntax.ADMIN_PORT);
    if (settings.flag("--admin-port-off")) {
      if (!asked.isEmpty() && asked.getLast().source() == Settings.Source.FLAG) {
        throw new StartException(
            ExitCode.USAGE, "--admin-port-off: does not go together with --admin-port");
      }
      return List.of();
    }
    var tls = tls();
    if (asked.isEmpty()) {
      return settings.isSet(SettingSources.CODEBASE)
          ? List.of()
          : List.of(new Endpoint.Tcp(standard(), tls));
    }
    var endpoints = new ArrayList<Endpoint>();
    for (var value : asked) {
      var endpoint = parse(value, tls);
      if (endpoints.contains(endpoint)) {
        throw Settings.problem(value, ": " + value.text() + " is there twice");
      }
      endpoints.add(endpoint);
    }
    return endpoints;
  }

  private static InetSocketAddress standard() {
    return new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), PORT);
  }

  private @Nullable TlsFiles tls() throws StartException {
    var certificate = settings.path("--admin-cert");
    var key = settings.path("--admin-key");
    var clients = settings.path("--admin-client-ca");
    if (certificate == null && key == null && clients == null) {
      return null;
    }
    if (certificate == null) {
      throw settings.wrong("--admin-cert", "a file in PEM, as TLS needs it");
    }
    if (key == null) {
      throw settings.wrong("--admin-key", "a file in PEM, as --admin-cert needs it");
    }
    return new TlsFiles(certificate, key, clients);
  }

  private Endpoint parse(Settings.Value value, @Nullable TlsFiles tls) throws StartException {
    var text = value.text().strip();
    if (text.startsWith(UNIX)) {
      return unix(value, text.substring(UNIX.length()));
    }
    int colon = text.lastIndexOf(':');
    var address = address(value, colon < 0 ? "" : text.substring(0, colon));
    if (!address.isLoopbackAddress()) {
      checkGuarded(value, tls);
    }
    return new Endpoint.Tcp(
        new InetSocketAddress(address, port(value, text.substring(colon + 1))), tls);
  }

  private static Endpoint unix(Settings.Value value, String path) throws StartException {
    var absolute = Path.of(path.replaceFirst("^//+", "/")).toAbsolutePath().normalize();
    int length = absolute.toString().getBytes(StandardCharsets.UTF_8).length;
    if (path.isEmpty() || length > LONGEST_PATH) {
      throw Settings.wrong(
          value, "unix:PATH, a path of at most " + LONGEST_PATH + " bytes, not " + length);
    }
    return new Endpoint.UnixSocket(absolute);
  }

  private void checkGuarded(Settings.Value value, @Nullable TlsFiles tls) throws StartException {
    if (tls == null) {
      throw Settings.wrong(
          value,
          "--admin-cert and --admin-key as well, as other machines can reach this address and the"
              + " control API runs programs; or an address such as 127.0.0.1:6060 or"
              + " unix:/run/pipy/control.sock");
    }
    if (settings.text("--admin-auth").equals("none")) {
      throw Settings.wrong(
          value, "a loopback address, as --admin-auth=none lets anybody in who reaches it");
    }
  }

  private static InetAddress address(Settings.Value value, String host) throws StartException {
    if (host.isEmpty() || host.equals("localhost")) {
      return InetAddress.ofLiteral(LOOPBACK);
    }
    try {
      return InetAddress.ofLiteral(
          host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
    } catch (IllegalArgumentException expected) {
      throw unreadable(value);
    }
  }

  private static int port(Settings.Value value, String digits) throws StartException {
    try {
      int port = Integer.parseInt(digits);
      if (port > 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException expected) {
      throw unreadable(value);
    }
    throw unreadable(value);
  }

  private static StartException unreadable(Settings.Value value) {
    return Settings.wrong(value, "[ip:]port or unix:PATH, such as 6060");
  }
}
