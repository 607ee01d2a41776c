package dev.pipy.ctl.launcher;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A server that runs as long as somebody works with it: a child process with a state directory and
/// a control port of its own. Closing it ends the process and deletes the directory.
public final class PrivateServer implements AutoCloseable {

  /// The first start of a program that was never built builds it.
  private static final Duration START_LIMIT = Duration.ofMinutes(10);

  private static final Duration END_LIMIT = Duration.ofSeconds(5);
  private static final int MILLIS_BETWEEN_LOOKS = 50;
  private static final int MILLIS_TO_CONNECT = 200;

  private final Process process;
  private final Path folder;
  private final int port;

  private PrivateServer(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /// Starts one, and waits until it takes calls.
  public static PrivateServer start(PipyProgram pipy) {
    try {
      Path folder = Files.createTempDirectory("pipyctl-dev");
      int port = freePort();
      Process process =
          pipy.process(
                  List.of(
                      "--admin-port=127.0.0.1:" + port,
                      "--state-dir=" + folder,
                      "--drain-timeout=1s"))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("pipy.log").toFile())
              .start();
      PrivateServer server = new PrivateServer(process, folder, port);
      server.awaitStart();
      return server;
    } catch (IOException e) {
      throw failed("could not be started: " + e.getMessage());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitStart() throws IOException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    // the token is written before the port is opened, but it takes both to make a call
    while (!Files.exists(folder.resolve("token-" + port)) || !isOpen()) {
      if (!process.isAlive()) {
        String said = tail();
        close();
        throw failed("ended at once, with exit code " + process.exitValue() + "\n" + said);
      }
      if (System.nanoTime() > end) {
        close();
        throw failed("did not start within " + START_LIMIT.toMinutes() + " minutes");
      }
      pause();
    }
  }

  private boolean isOpen() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLIS_TO_CONNECT);
      return true;
    } catch (IOException expected) {
      return false;
    }
  }

  private void pause() {
    try {
      process.waitFor(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw failed("was interrupted at its start");
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("pipy.log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  /// Where its control API is.
  public String address() {
    return "127.0.0.1:" + port;
  }

  /// Its state directory, which has the token.
  public Path stateFolder() {
    return folder;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException expected) {
      // what is left is in the folder for temporary files
    }
  }

  private static CommandFailure failed(String how) {
    return new CommandFailure(Failure.local(ExitCode.REFUSED, "a private server " + how));
  }
}
