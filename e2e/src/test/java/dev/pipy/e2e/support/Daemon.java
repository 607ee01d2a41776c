package dev.pipy.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A server of another project, which runs as long as a test.
public final class Daemon implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Process process;

  private Daemon(Process process) {
    this.process = process;
  }

  /// Starts a program, whose output goes to a log beside, and waits until it listens on the ports.
  public static Daemon start(Path folder, List<String> command, int... ports) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("daemon-" + ports[0] + ".log").toFile());
      Map<String, String> environment = builder.environment();
      environment.merge("PATH", "/usr/sbin", (path, more) -> path + ":" + more);
      Daemon daemon = new Daemon(builder.start());
      for (int port : ports) {
        Await.until(
            command.getFirst() + " listens on " + port,
            LIMIT,
            () -> Ports.isOpen(port),
            open -> open);
      }
      return daemon;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
