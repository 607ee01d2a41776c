package dev.pipy.control;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.control.host.ProgramHost;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program that a server was started with, which is loaded again when it is asked for or has
/// changed. What cannot run changes nothing and is told once.
final class StartedProgram {

  private static final Logger START = LoggerFactory.getLogger("pipy.start");
  private static final Logger RESTART = LoggerFactory.getLogger("pipy.restart");

  private final StartCodebase codebase;
  private final ProgramHost host;
  private boolean runs;
  private String told = ""; // why the last attempt failed; empty if it did not

  /// What came of an attempt.
  enum Outcome {
    /// The new version runs.
    RUNS,
    /// It cannot run, whatever happens.
    BROKEN,
    /// It cannot run as long as somebody else has its ports.
    PORT_TAKEN
  }

  StartedProgram(StartCodebase codebase, ProgramHost host) {
    this.codebase = codebase;
    this.host = host;
  }

  StartCodebase codebase() {
    return codebase;
  }

  /// Whether any version of it runs.
  boolean runs() {
    return runs;
  }

  /// Makes it run for the first time.
  void start(Duration drainLimit) throws CodebaseException, StartException {
    var outcome = host.activate(codebase.activation(drainLimit));
    runs = true;
    if (!outcome.warnings().isEmpty()) {
      START.warn(
          "the codebase runs, but:\n{}",
          DiagnosticText.of(outcome.warnings(), codebase.folderText()));
    }
  }

  /// Swaps in what its files are now. Returns whether that succeeded; why not is logged.
  boolean reload(Duration drainLimit) {
    told = "";
    return swap(drainLimit) == Outcome.RUNS;
  }

  /// The same for files that changed by themselves: what was said already is not said again.
  Outcome swap(Duration drainLimit) {
    if (told.isEmpty()) {
      RESTART.info(runs ? "Reloading codebase..." : "Loading codebase...");
    }
    try {
      start(drainLimit);
      told = "";
      RESTART.info("Codebase reloaded");
      return Outcome.RUNS;
    } catch (CodebaseException failure) {
      tell("\n" + DiagnosticText.of(failure, codebase.folderText()));
      return ServerProcess.exitCode(failure) == ExitCode.PORT_IN_USE
          ? Outcome.PORT_TAKEN
          : Outcome.BROKEN;
    } catch (StartException failure) {
      tell(": " + failure.text());
    } catch (RuntimeException failure) {
      RESTART.error("Failed reloading codebase; {}", whatRuns(), failure);
    }
    return Outcome.BROKEN;
  }

  private void tell(String why) {
    if (!why.equals(told)) {
      told = why;
      RESTART.error("Failed reloading codebase; {}{}", whatRuns(), why);
    }
  }

  private String whatRuns() {
    return runs ? "what ran runs on" : "nothing runs yet";
  }
}
