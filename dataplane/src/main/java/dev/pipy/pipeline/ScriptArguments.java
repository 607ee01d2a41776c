package dev.pipy.pipeline;

import java.util.List;

/// What whoever started the process had to say to scripts.
///
/// @param values from the command line, behind the script
public record ScriptArguments(List<String> values) {

  /// Copies the list.
  public ScriptArguments {
    values = List.copyOf(values);
  }
}
