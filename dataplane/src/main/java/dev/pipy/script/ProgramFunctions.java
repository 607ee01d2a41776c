package dev.pipy.script;

import dev.pipy.event.Bytes;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// What scripts may ask of the program they belong to. Public because the prelude calls it.
public final class ProgramFunctions {

  private static final double NANOS_PER_MILLI = 1e6;

  /// When the process started, on the clock of System.nanoTime().
  private static final long STARTED =
      System.nanoTime()
          - (long) (ManagementFactory.getRuntimeMXBean().getUptime() * NANOS_PER_MILLI);

  private static final Pattern ROOT = Pattern.compile("[./]*");

  private static final int SIGKILL = 9;

  /// The same as long as the process runs.
  private static final String PROCESS_ID = UUID.randomUUID().toString();

  private final ScriptRealm realm;
  private final TreeFunctions functions;
  private final SolvedFiles solved;
  private final ScriptServices services;
  private final int workerIndex;
  private final int workers;

  ProgramFunctions(ScriptRealm realm, TreeFunctions functions, int workers) {
    this.realm = realm;
    this.functions = functions;
    this.solved = new SolvedFiles(realm);
    this.services = realm.services();
    this.workerIndex = realm.worker().index();
    this.workers = workers;
  }

  /// A copy of a file of the codebase, or null.
  @HostAccess.Export
  public @Nullable Bytes read(String path) {
    var normal = ScriptRealm.normalize(path);
    var content = normal == null ? null : realm.codebase().read(normal);
    return content == null ? null : new Bytes(content.clone());
  }

  /// The files of a folder of the codebase and of all folders in it, from that folder on, in order.
  @HostAccess.Export
  public String[] list(String path) {
    var normal = ScriptRealm.normalize(path);
    if (normal == null && !ROOT.matcher(path).matches()) {
      return new String[0];
    }
    var folder = normal == null ? "/" : normal + "/";
    return realm.codebase().files().stream()
        .filter(file -> file.startsWith(folder))
        .map(file -> file.substring(folder.length()))
        .toArray(String[]::new);
  }

  /// The value of a file that is an expression.
  @HostAccess.Export
  public Value solve(String path) {
    return attempt("pipy.solve", () -> solved.solve(path));
  }

  /// Puts a file of the script's own into the codebase as this realm sees it.
  @HostAccess.Export
  public void patch(String path, Bytes content) {
    attempt(
        "pipy.patch",
        () -> {
          realm.codebase().patch(inside(path), content.toArray());
          return path;
        });
  }

  /// Puts a folder of the host into the codebase as this realm sees it.
  @HostAccess.Export
  public void mount(String path, String folder) {
    if (!services.systemAccess().allowsReading()) {
      throw functions
          .trees()
          .error("pipy.mount: " + services.systemAccess().refusal("reading files"));
    }
    attempt(
        "pipy.mount",
        () -> {
          realm.codebase().mount(inside(path), realm.workingFolder().resolve(folder));
          return path;
        });
  }

  /// Takes a folder of [#mount] away.
  @HostAccess.Export
  public void unmount(String path) {
    attempt(
        "pipy.unmount",
        () -> {
          realm.codebase().unmount(inside(path));
          return path;
        });
  }

  private static String inside(String path) {
    var normal = ScriptRealm.normalize(path);
    if (normal == null) {
      throw new IllegalArgumentException(path + " is not inside of the codebase");
    }
    return normal;
  }

  private <T> T attempt(String name, Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException complaint) {
      throw functions.trees().error(name + ": " + complaint.getMessage());
    }
  }

  /// A name of the process that no other has.
  @HostAccess.Export
  public String processId() {
    return PROCESS_ID;
  }

  /// The program that the script belongs to.
  @HostAccess.Export
  public String name() {
    return services.program();
  }

  /// The name of the product, and what the process was started with for scripts, if they may see
  /// that.
  @HostAccess.Export
  public String[] arguments() {
    var given = services.systemAccess().allowsReading() ? services.arguments() : List.<String>of();
    return Stream.concat(Stream.of("pipy"), given.stream()).toArray(String[]::new);
  }

  /// The folder that the codebase is in; empty if it is in none, or if scripts may not know.
  @HostAccess.Export
  public String source() {
    var folder = realm.folder();
    return folder == null || !services.systemAccess().allowsReading() ? "" : folder.toString();
  }

  /// When the process was started, in milliseconds since 1970.
  @HostAccess.Export
  public double startMillis() {
    return ManagementFactory.getRuntimeMXBean().getStartTime();
  }

  /// Sends a signal to a process; false if there is none of that number.
  ///
  /// @param signal 0 only asks, 15 (SIGTERM) asks it to end, 9 (SIGKILL) ends it
  @HostAccess.Export
  public boolean kill(double pid, int signal) {
    var process = ProcessHandle.of((long) pid).filter(ProcessHandle::isAlive);
    return process
        .map(found ->
            switch (signal) {
              case 0 -> true;
              case SIGKILL -> found.destroyForcibly();
              default -> found.destroy();
            })
        .orElse(false);
  }

  /// Why a script may not send signals; empty if it may.
  @HostAccess.Export
  public String killRefusal() {
    return services.systemAccess().allowsChanges()
        ? ""
        : "os.kill: " + services.systemAccess().refusal("ending processes");
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
    return (System.nanoTime() - STARTED) / NANOS_PER_MILLI;
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
