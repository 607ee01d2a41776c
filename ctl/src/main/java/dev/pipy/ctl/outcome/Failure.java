package dev.pipy.ctl.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Why a command did not do what it was asked to.
///
/// @param code the status code of the call, or `USAGE`, `LIMIT` and so on when no call was made
/// @param reason the stable word that programs switch on; may be empty
/// @param message one sentence
/// @param metadata facts the server sent along
/// @param findings what the server found in the codebase
/// @param hints what still runs, and what to do
public record Failure(
    ExitCode exit,
    String code,
    String reason,
    String message,
    Map<String, String> metadata,
    List<Finding> findings,
    List<String> hints) {

  public Failure {
    metadata = Map.copyOf(metadata);
    findings = List.copyOf(findings);
    hints = List.copyOf(hints);
  }

  /// A failure found on this side.
  public static Failure local(ExitCode exit, String message, String... hints) {
    return new Failure(exit, exit.name(), "", message, Map.of(), List.of(), List.of(hints));
  }

  /// The same failure with more hints before the ones it has.
  public Failure withHintsFirst(List<String> first) {
    List<String> all = new ArrayList<>(first);
    all.addAll(hints);
    return new Failure(exit, code, reason, message, metadata, findings, all);
  }

  /// The same failure said in other words.
  public Failure withMessage(String other) {
    return new Failure(exit, code, reason, other, metadata, findings, hints);
  }
}
