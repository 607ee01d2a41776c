package dev.pipy.program;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.Diagnostic;
import java.time.Duration;
import java.util.List;

/// A codebase that is to run, and what came of it.
///
/// @param program name that it runs under
/// @param revision number, for status and logs
/// @param codebase its files
/// @param main path of the script to start with
/// @param drainLimit how long the generation it replaces may drain
/// @param scrutiny how closely it is looked at
public record Activation(
    String program,
    long revision,
    Codebase codebase,
    String main,
    Duration drainLimit,
    Scrutiny scrutiny) {

  /// How closely a codebase is looked at before it runs.
  public enum Scrutiny {
    /// What it needs to run: for what ran before and shall run again, soon.
    START,
    /// All of its files, too, and whether what would run is of use: for what is new.
    DEPLOY
  }

  /// Looked at as closely as a start needs.
  public Activation(
      String program, long revision, Codebase codebase, String main, Duration drainLimit) {
    this(program, revision, codebase, main, drainLimit, Scrutiny.START);
  }

  /// The same, looked at so closely.
  public Activation with(Scrutiny other) {
    return new Activation(program, revision, codebase, main, drainLimit, other);
  }

  /// What changed.
  ///
  /// @param generation number of swaps of this program so far
  /// @param listeners what was opened, kept, closed
  /// @param warnings findings that do not prevent running
  /// @param prepare time to load, check and bind
  /// @param commit time from the change of generation until every worker had switched; zero for a
  ///   check
  /// @param drainingConnections connections that stay on the generation before
  /// @param pipelines number of pipelines defined
  /// @param filters number of filters in them
  /// @param wasWarm whether it had been loaded before
  public record Outcome(
      long generation,
      List<ListenerChange> listeners,
      List<Diagnostic> warnings,
      Duration prepare,
      Duration commit,
      long drainingConnections,
      int pipelines,
      int filters,
      boolean wasWarm) {}

  /// What looking at a codebase found.
  ///
  /// @param findings all of them, errors and warnings
  /// @param files number of files looked at
  /// @param duration how long it took
  public record Validation(List<Diagnostic> findings, int files, Duration duration) {

    /// Whether it could run.
    public boolean isValid() {
      return findings.stream().noneMatch(Diagnostic::isError);
    }
  }

  /// What happened to a listening port.
  ///
  /// @param kind opened, kept or closed
  /// @param address "ip:port", with "/udp" behind it if it is not TCP
  public record ListenerChange(Kind kind, String address) {

    /// What happened.
    public enum Kind {
      /// A new port.
      OPENED,
      /// The socket stays; new connections see the new generation.
      KEPT,
      /// No longer listened on.
      CLOSED
    }
  }
}
