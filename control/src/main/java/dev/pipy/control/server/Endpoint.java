package dev.pipy.control.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the control API is offered, and with it how callers prove themselves.
public sealed interface Endpoint {

  /// As people write it, such as "127.0.0.1:6060" or "unix:/run/pipy/control.sock".
  String text();

  /// What tells the files of this endpoint in the state directory from those of others.
  String name();

  /// A TCP port. Callers show a token or, with TLS, a client certificate.
  ///
  /// @param address on the loopback interface unless there is TLS
  /// @param tls null for clear text
  record Tcp(InetSocketAddress address, @Nullable TlsFiles tls) implements Endpoint {

    @Override
    public String text() {
      var host = address.getAddress().getHostAddress();
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    @Override
    public String name() {
      return String.valueOf(address.getPort());
    }
  }

  /// A socket in the file system. The system says who calls: root and the user of this process may.
  ///
  /// @param path absolute
  record UnixSocket(Path path) implements Endpoint {

    @Override
    public String text() {
      return "unix:" + path;
    }

    @Override
    public String name() {
      return String.valueOf(path.getFileName());
    }
  }
}
