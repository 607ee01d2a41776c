package dev.pipy.ctl.host;

/// Asks the person at the terminal.
@FunctionalInterface
public interface Questions {

  /// Shows a question and returns the answer; empty when there is none.
  String ask(String question);
}
