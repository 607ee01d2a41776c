package dev.pipy.e2e.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A `pipy` process of a test. Closing it ends it, and fails the test if it reported a leaked
/// buffer.
public final class ProxyUnderTest implements AutoCloseable {

  private static final AtomicInteger PLANS = new AtomicInteger();
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration END_LIMIT = Duration.ofSeconds(45);
  private static final String JAVA_OPTIONS = "-Xmx256m -Dio.netty.leakDetection.level=paranoid";

  private static final Map<Path, Integer> CONTROL_PORTS = new ConcurrentHashMap<>();

  private final Process process;
  private final Path output;
  private final Path stateDirectory;
  private final int adminPort;
  private final Path pipyctl;

  private ProxyUnderTest(Process process, Path output, Plan plan, Path pipyctl) {
    this.process = process;
    this.output = output;
    this.stateDirectory = plan.stateDirectory;
    this.adminPort = plan.adminPort;
    this.pipyctl = pipyctl;
  }

  /// How a proxy is to be started.
  public static final class Plan {

    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Path folder;
    private Path workingDirectory;
    private Path stateDirectory;
    private int adminPort;
    private @Nullable Path programs;

    private Plan(Path folder) {
      this.folder = folder;
      this.workingDirectory = folder;
      this.stateDirectory = folder.resolve("state-" + PLANS.incrementAndGet());
      environment.put("PIPY_JAVA_OPTS", JAVA_OPTIONS);
    }

    public Plan arguments(Object... words) {
      Stream.of(words).map(Object::toString).forEach(arguments::add);
      return this;
    }

    /// With these options for its JVM instead of the usual ones.
    public Plan javaOptions(String options) {
      environment.put("PIPY_JAVA_OPTS", options);
      return this;
    }

    /// With a variable in its environment.
    public Plan environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /// With the programs of a distribution in place of those of the tree.
    public Plan programs(Path bin) {
      programs = bin;
      return this;
    }

    /// With its state in a folder of its own choice, as another proxy had it.
    public Plan stateDirectory(Path directory) {
      stateDirectory = directory;
      return this;
    }

    /// With the control API on a port of the folder's own. All such proxies of a folder, one after
    /// the other, have the same state: what is deployed is kept by control port.
    public Plan controlled() {
      stateDirectory = folder.resolve("state");
      adminPort = CONTROL_PORTS.computeIfAbsent(folder, _ -> Ports.free());
      arguments.add("--admin-port=127.0.0.1:" + adminPort);
      return this;
    }

    /// With the control API where it is by default.
    public Plan controlledAsUsual() {
      stateDirectory = folder.resolve("state");
      adminPort = 6060;
      return this;
    }

    /// With the top folder of the repository as working directory, for paths relative to it.
    public Plan inRepository() {
      workingDirectory = Repository.ROOT;
      return this;
    }

    /// Starts, and waits until these ports and that of the control API accept connections.
    public ProxyUnderTest start(int... ports) {
      environment.put("PIPY_STATE_DIR", stateDirectory.toString());
      List<String> command = new ArrayList<>();
      if (ProcessFigures.ignoreSignals()) {
        command.addAll(List.of("env", "--default-signal")); // of coreutils: it becomes pipy
      }
      Path pipy = programs == null ? Launchers.pipy() : programs.resolve("pipy");
      command.add(pipy.toString());
      command.addAll(arguments);
      try {
        Path output = Files.createTempFile(folder, "pipy", ".log");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.directory(workingDirectory.toFile());
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        ProxyUnderTest proxy =
            new ProxyUnderTest(builder.start(), output, this, pipy.resolveSibling("pipyctl"));
        try {
          proxy.awaitPorts(ports);
          if (adminPort > 0) {
            proxy.awaitPorts(adminPort);
          }
        } catch (AssertionError e) {
          proxy.process.destroyForcibly();
          throw e;
        }
        return proxy;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// A plan for a proxy that keeps its state and output in a folder of the test.
  public static Plan in(Path folder) {
    return new Plan(folder);
  }

  /// An empty data plane with a control port of its own.
  public static ProxyUnderTest empty(Path folder) {
    return in(folder).controlled().start();
  }

  /// Waits until the ports accept connections.
  public void awaitPorts(int... ports) {
    for (int port : ports) {
      Await.until(
          "pipy listens on " + port,
          START_LIMIT,
          () -> Ports.isOpen(port) ? "open" : describe(),
          state -> state.equals("open") || !process.isAlive());
      if (!process.isAlive()) {
        throw new AssertionError("pipy ended early\n" + describe());
      }
    }
  }

  private String describe() {
    String state = process.isAlive() ? "runs" : "ended with " + process.exitValue();
    return "pipy " + state + ", output:\n" + output();
  }

  /// What it has printed so far.
  public String output() {
    try {
      return new String(Files.readAllBytes(output), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until what it has printed contains the pattern.
  public void awaitOutput(String pattern) {
    Pattern expected = Pattern.compile(pattern);
    Await.until(
        "pipy prints " + pattern,
        START_LIMIT,
        this::describe,
        text -> expected.matcher(text).find());
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public int adminPort() {
    return adminPort;
  }

  public Path stateDirectory() {
    return stateDirectory;
  }

  /// The control tool that belongs to it.
  Path pipyctl() {
    return pipyctl;
  }

  public Ctl ctl() {
    return new Ctl(this);
  }

  /// Asks it to end, as a service manager does; returns its exit code.
  public int stop() {
    process.destroy();
    return awaitExit();
  }

  /// Asks it to end, as Ctrl-C does; returns its exit code.
  public int interrupt() {
    Command.of("sh", "-c", "kill -INT " + pid()).run();
    return awaitExit();
  }

  /// Ends it without asking.
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  public int awaitExit() {
    try {
      if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("pipy did not end within " + END_LIMIT + "\n" + describe());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
    assertThat(output()).as("output of pipy").doesNotContain("LEAK");
  }
}
