package dev.pipy.control.logging;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// What a log call said, in its parts: for formats that keep them apart.
///
/// @param message without key-values
/// @param facts key-values, in order
/// @param failure what was thrown; null if nothing was
record LogParts(String message, Map<String, String> facts, @Nullable Failure failure) {

  /// Something that was thrown.
  ///
  /// @param type name of its class
  /// @param message may be empty
  /// @param stack as Java prints it
  record Failure(String type, String message, String stack) {}

  static LogParts of(
      String message, @Nullable List<KeyValuePair> facts, @Nullable Throwable failure) {
    var pairs = new LinkedHashMap<String, String>();
    if (facts != null) {
      facts.forEach(fact -> pairs.put(fact.key, String.valueOf(fact.value)));
      pairs.remove(LogEntry.GENERATION);
    }
    return new LogParts(
        message,
        pairs,
        failure == null
            ? null
            : new Failure(
                failure.getClass().getName(),
                failure.getMessage() == null ? "" : failure.getMessage(),
                LogText.trace(failure)));
  }
}
