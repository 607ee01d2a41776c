package dev.pipy.control;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.logging.Logging;
import dev.pipy.control.metrics.ServerMetrics;
import dev.pipy.control.server.AddressInUseException;
import dev.pipy.control.server.ControlServer;
import dev.pipy.control.server.CredentialException;
import dev.pipy.control.service.ServerFacts;
import dev.pipy.control.store.StoreException;
import dev.pipy.filter.spec.FilterSpec;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// The control API of a process, or none. Only when it is on, gRPC gets loaded.
sealed interface ControlPort extends AutoCloseable, ServerHealth.Stored {

  /// Starts the stored programs, then takes deployments. Health checks fail until [#ready].
  void resume(Set<String> taken);

  /// Health checks succeed from now on.
  void ready();

  /// From now on nothing may be changed, and health checks fail.
  void draining();

  /// Takes other limits and reads credentials again; or says what is wrong with them. Those that
  /// were good stay in use.
  void reload(ServerOptions options) throws IOException;

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
    return options.endpoints().isEmpty()
        ? new Off()
        : On.open(options, host, filters, logging, metrics);
  }

  /// No control API.
  record Off() implements ControlPort {

    @Override
    public void resume(Set<String> taken) {}

    @Override
    public void ready() {}

    @Override
    public void draining() {}

    @Override
    public void reload(ServerOptions options) {}

    @Override
    public List<String> failedPrograms() {
      return List.of();
    }

    @Override
    public String stateFault() {
      return "";
    }

    @Override
    public boolean isOutOfService() {
      return false;
    }

    @Override
    public void close() {}
  }

  /// A control API.
  record On(ControlServer server) implements ControlPort {

    private static On open(
        ServerOptions options,
        ProgramHost host,
        List<FilterSpec> filters,
        Logging logging,
        ServerMetrics metrics)
        throws StartException {
      try {
        return new On(
            ControlServer.start(
                options.control(),
                host,
                filters,
                logging,
                metrics,
                new ServerFacts(
                    Version.text(),
                    Instant.now(),
                    options.drainLimit(),
                    options.preStopDelay(),
                    options.warmLimit(),
                    options.effective())));
      } catch (StoreException failure) {
        throw new StartException(ExitCode.STATE, String.valueOf(failure.getMessage()));
      } catch (AddressInUseException failure) {
        throw new StartException(ExitCode.PORT_IN_USE, String.valueOf(failure.getMessage()));
      } catch (CredentialException failure) {
        throw new StartException(ExitCode.CODEBASE, String.valueOf(failure.getMessage()));
      } catch (FileSystemException failure) {
        throw new StartException(
            ExitCode.STATE,
            "the state directory cannot be used: "
                + failure.getFile()
                + " ("
                + failure.getClass().getSimpleName()
                + ")");
      } catch (IOException failure) {
        throw new StartException(ExitCode.FAILED, String.valueOf(failure.getMessage()));
      }
    }

    @Override
    public void resume(Set<String> taken) {
      server.resumeUnready(taken);
    }

    @Override
    public void ready() {
      server.ready();
    }

    @Override
    public void draining() {
      server.draining();
    }

    @Override
    public void reload(ServerOptions options) throws IOException {
      server.use(options.effective());
      server.reload(options.limits());
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
    public boolean isOutOfService() {
      return server.isOutOfService();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
