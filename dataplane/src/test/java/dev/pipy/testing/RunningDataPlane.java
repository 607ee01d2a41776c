package dev.pipy.testing;

import dev.pipy.DataPlane;
import dev.pipy.DataPlaneOptions;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.program.Activation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// A real data plane on real sockets, for tests of what only the whole shows. In scripts, `$PORT`,
/// `$PORT2`, `$PORT3` stand for free ports.
public final class RunningDataPlane implements AutoCloseable {

  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final DataPlane dataPlane;
  private final int[] ports = new int[3];
  private long revisions;

  /// Starts with so many workers.
  public RunningDataPlane(int workers) {
    this(DataPlaneOptions.DEFAULT.withWorkers(workers));
  }

  /// Starts with options.
  public RunningDataPlane(DataPlaneOptions options) {
    dataPlane = DataPlane.start(options, _ -> {});
    for (int i = 0; i < ports.length; i++) {
      ports[i] = freePort();
    }
  }

  /// A port that nobody listens on right now.
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// What is under test.
  public DataPlane dataPlane() {
    return dataPlane;
  }

  /// The port that `$PORT` stands for.
  public int port() {
    return ports[0];
  }

  /// The port that `$PORT2` stands for.
  public int port2() {
    return ports[1];
  }

  /// The port that `$PORT3` stands for.
  public int port3() {
    return ports[2];
  }

  /// Activates a codebase of one file.
  public Activation.Outcome activate(String mainScript) throws CodebaseException {
    return activate(Map.of("main.js", mainScript));
  }

  /// Activates a codebase of one file; what it replaces may drain for so long.
  public Activation.Outcome activate(String mainScript, Duration drain) throws CodebaseException {
    return activate("main", Map.of("main.js", mainScript), drain);
  }

  /// Activates a codebase that starts with `main.js`, under the name "main".
  public Activation.Outcome activate(Map<String, String> files) throws CodebaseException {
    return activate("main", files);
  }

  /// Activates a codebase that starts with `main.js`.
  public Activation.Outcome activate(String program, Map<String, String> files)
      throws CodebaseException {
    return activate(program, files, DRAIN);
  }

  private Activation.Outcome activate(String program, Map<String, String> files, Duration drain)
      throws CodebaseException {
    return dataPlane.activate(activation(program, ++revisions, files, drain));
  }

  /// A version of the program "main" with a number of the test's own, for the methods of
  /// [#dataPlane].
  public Activation version(long revision, String mainScript) {
    return activation("main", revision, Map.of("main.js", mainScript), DRAIN);
  }

  private Activation activation(
      String program, long revision, Map<String, String> files, Duration drain) {
    var contents = new HashMap<String, byte[]>();
    files.forEach((path, text) -> contents.put(path, fill(text).getBytes(StandardCharsets.UTF_8)));
    return new Activation(program, revision, new FileMapCodebase(contents), "/main.js", drain);
  }

  private String fill(String script) {
    return script
        .replace("$PORT3", "" + ports[2])
        .replace("$PORT2", "" + ports[1])
        .replace("$PORT", "" + ports[0]);
  }

  @Override
  public void close() {
    dataPlane.drain(Duration.ofMillis(200));
    dataPlane.close();
  }
}
