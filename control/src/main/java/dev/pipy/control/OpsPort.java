package dev.pipy.control;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.metrics.ServerMetrics;
import dev.pipy.control.ops.AdminPages;
import dev.pipy.control.ops.Health;
import dev.pipy.control.ops.OpsServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// The operations endpoint of a process, or none. Only when it is on, an HTTP server gets loaded.
sealed interface OpsPort extends AutoCloseable {

  @Override
  void close();

  /// Opens it where the option says; null is nowhere.
  static OpsPort open(
      @Nullable InetSocketAddress address, ServerMetrics metrics, Health health, ProgramHost host)
      throws StartException {
    return address == null ? new Off() : On.open(address, metrics, health, host);
  }

  /// No endpoint.
  record Off() implements OpsPort {

    @Override
    public void close() {}
  }

  /// An endpoint.
  record On(OpsServer server) implements OpsPort {

    private static On open(
        InetSocketAddress address, ServerMetrics metrics, Health health, ProgramHost host)
        throws StartException {
      try {
        var admin = new AdminPages(host::administer);
        return new On(OpsServer.start(address, metrics::gather, health, admin));
      } catch (BindException failure) {
        throw new StartException(
            ExitCode.PORT_IN_USE,
            "--ops-address: cannot listen on "
                + address.getAddress().getHostAddress()
                + " port "
                + address.getPort()
                + ": "
                + failure.getMessage());
      } catch (IOException failure) {
        throw new StartException(
            ExitCode.FAILED, "the operations endpoint cannot start: " + failure);
      } catch (NoClassDefFoundError missing) {
        throw new StartException(
            ExitCode.FAILED,
            "--ops-address: the Java runtime lacks the module jdk.httpserver (use a whole JDK, or"
                + " make the runtime anew)");
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
