package dev.pipy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.program.Activation;
import dev.pipy.program.ListenerStatus;
import dev.pipy.program.ProgramStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;

/// A running proxy: workers, programs, listeners. Starts and stops; the one place that wires the
/// packages together. Methods may be called from any thread that is not a worker; they block until
/// done.
@SuppressWarnings("DoNotCallSuggester")
public final class DataPlane implements AutoCloseable {

  private DataPlane() {}

  /// Starts the workers and the script engine; nothing listens yet.
  ///
  /// @param onExit called when a script asks to end the process, with its exit code
  public static DataPlane start(DataPlaneOptions options, IntConsumer onExit) {
    throw new UnsupportedOperationException("being built: " + options + onExit);
  }

  /// Loads a codebase beside what runs, checks it, binds its new ports and swaps it in. On failure
  /// nothing has changed. One activation per program at a time; others wait.
  ///
  /// Throws CodebaseException with all findings; if only ports are at fault, all its errors have
  /// the id CANNOT_LISTEN.
  public Activation.Outcome activate(Activation activation) throws CodebaseException {
    throw new UnsupportedOperationException("being built: " + activation);
  }

  /// Does all of [#activate] but the swap.
  public Activation.Outcome check(Activation activation) throws CodebaseException {
    throw new UnsupportedOperationException("being built: " + activation);
  }

  /// Closes a program's ports and drains it. Returns when all its connections have ended or the
  /// limit is over.
  ///
  /// @return connections that were cut; -1 if no such program runs
  public long stop(String program, Duration drainLimit) {
    throw new UnsupportedOperationException("being built: " + program + drainLimit);
  }

  /// What runs, by name.
  public List<ProgramStatus> programs() {
    return List.of();
  }

  /// All listening ports, by address.
  public List<ListenerStatus> listeners() {
    return List.of();
  }

  /// Number of workers.
  public int workers() {
    return 0;
  }

  /// "epoll" or "nio".
  public String transport() {
    return "";
  }

  /// "optimized" or "interpreted".
  public String scriptMode() {
    return "";
  }

  /// Version of the script engine.
  public String scriptEngineVersion() {
    return "";
  }

  /// Stops all programs, drained within the limit. Returns connections that were cut.
  public long drain(Duration drainLimit) {
    throw new UnsupportedOperationException("being built: " + drainLimit);
  }

  /// Ends the workers at once.
  @Override
  public void close() {}
}
