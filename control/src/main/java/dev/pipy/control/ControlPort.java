package dev.pipy.control;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.logging.Logging;
import dev.pipy.control.metrics.ServerMetrics;
import dev.pipy.control.server.AddressInUseException;
import dev.pipy.control.server.ControlOptions;
import dev.pipy.control.server.ControlServer;
import dev.pipy.control.service.ServerFacts;
import dev.pipy.control.store.StoreException;
import dev.pipy.filter.spec.FilterSpec;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// The control API of a process, or none. Only when it is on, gRPC gets loaded.
sealed interface ControlPort extends AutoCloseable, ServerHealth.Stored {

  /// Starts the stored programs, then takes deployments.
  void resume(Set<String> taken);

  /// From now on nothing may be changed.
  void draining();

  @Override
  void close();

  /// Opens it if the options say so.
  static ControlPort open(
      ServerOptions options,
      ProgramHost host,
      List<FilterSpec> filters,
      Logging logging,
      ServerMetrics metrics)
      throws StartException {
    return options.adminAddress() == null
        ? new Off()
        : On.open(options, options.adminAddress(), host, filters, logging, metrics);
  }

  /// No control API.
  record Off() implements ControlPort {

    @Override
    public void resume(Set<String> taken) {}

    @Override
    public void draining() {}

    @Override
    public List<String> failedPrograms() {
      return List.of();
    }

    @Override
    public String stateFault() {
      return "";
    }

    @Override
    public void close() {}
  }

  /// A control API.
  record On(ControlServer server) implements ControlPort {

    private static On open(
        ServerOptions options,
        java.net.InetSocketAddress address,
        ProgramHost host,
        List<FilterSpec> filters,
        Logging logging,
        ServerMetrics metrics)
        throws StartException {
      try {
        return new On(
            ControlServer.start(
                new ControlOptions(address, options.stateDirectory(), options.requiresToken()),
                host,
                filters,
                logging.history(),
                metrics,
                new ServerFacts(Version.text(), Instant.now(), options.drainLimit())));
      } catch (StoreException failure) {
        throw new StartException(ExitCode.STATE, String.valueOf(failure.getMessage()));
      } catch (AddressInUseException failure) {
        throw new StartException(ExitCode.PORT_IN_USE, String.valueOf(failure.getMessage()));
      } catch (IOException failure) {
        throw new StartException(ExitCode.FAILED, "the control API cannot start: " + failure);
      }
    }

    @Override
    public void resume(Set<String> taken) {
      server.resume(taken);
    }

    @Override
    public void draining() {
      server.draining();
    }

    @Override
    public List<String> failedPrograms() {
      return server.failedPrograms();
    }

    @Override
    public String stateFault() {
      return server.stateFault();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
