package dev.pipy.script;

import dev.pipy.event.Bytes;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.Stream;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/// What scripts may ask of the program they belong to. Public because the prelude calls it.
public final class ProgramFunctions {

  private final ScriptServices services;
  private final int workerIndex;
  private final int workers;

  ProgramFunctions(ScriptServices services, int workerIndex, int workers) {
    this.services = services;
    this.workerIndex = workerIndex;
    this.workers = workers;
  }

  /// A copy of a file of the codebase, or null.
  @HostAccess.Export
  public @Nullable Bytes read(String path) {
    var normal = ScriptRealm.normalize(path);
    var content = normal == null ? null : services.codebase().read(normal);
    return content == null ? null : new Bytes(content.clone());
  }

  /// Drains and ends the process.
  @HostAccess.Export
  public void exit(int code) {
    services.exit(code);
  }

  /// Loads the codebase again.
  @HostAccess.Export
  public void restart() {
    services.restart();
  }

  /// Milliseconds since the process started.
  @HostAccess.Export
  public double uptimeMillis() {
    return ManagementFactory.getRuntimeMXBean().getUptime();
  }

  /// The process.
  @HostAccess.Export
  public double pid() {
    return ProcessHandle.current().pid();
  }

  /// Version of the product.
  @HostAccess.Export
  public String version() {
    var version = ProgramFunctions.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /// Index of the worker.
  @HostAccess.Export
  public int workerIndex() {
    return workerIndex;
  }

  /// Number of workers.
  @HostAccess.Export
  public int workers() {
    return workers;
  }

  /// Names and values of the environment, in turn; none if scripts may not see it.
  @HostAccess.Export
  public String[] environment() {
    if (!services.systemAccess().allowsReading()) {
      return new String[0];
    }
    return System.getenv().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
        .toArray(String[]::new);
  }
}
