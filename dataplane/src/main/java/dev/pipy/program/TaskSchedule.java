package dev.pipy.program;

import dev.pipy.filter.spec.Quantity;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// When a task runs.
sealed interface TaskSchedule {

  /// Names of signals that a task may wait for.
  Set<String> SIGNALS = Set.of("SIGHUP", "SIGINT", "SIGTERM", "SIGALRM", "SIGCONT", "SIGWINCH");

  /// Once, when the program starts.
  record Once() implements TaskSchedule {}

  /// At the start, and then at each interval.
  record Every(Duration interval) implements TaskSchedule {}

  /// When the process receives a signal.
  record OnSignal(String name) implements TaskSchedule {}

  /// When the program stops for good, which then waits for it.
  record AtExit() implements TaskSchedule {}

  /// When a file of the codebase has changed, or anything in a folder of it.
  ///
  /// @param path within the codebase, from "/" on
  record OnChange(String path) implements TaskSchedule {}

  /// At each request to the operations endpoint whose path begins so.
  ///
  /// @param prefix from "/admin/" on
  record OnRequest(String prefix) implements TaskSchedule {}

  /// Reads the argument of `.task()`; throws IllegalArgumentException with the complaint.
  static TaskSchedule parse(@Nullable Object when) {
    return switch (when) {
      case null -> new Once();
      case String text when text.isEmpty() -> new Once();
      case String text when Character.isDigit(text.charAt(0)) -> every(text);
      case String text when SIGNALS.contains(text) -> new OnSignal(text);
      case String text ->
          throw new IllegalArgumentException(
              "invalid signal name: " + text + " (expected: one of " + SIGNALS + ")");
      default -> throw new IllegalArgumentException("argument #1 expects a string such as '5s'");
    };
  }

  private static TaskSchedule every(String text) {
    var interval = Quantity.duration(text);
    if (interval == null
        || interval.compareTo(Duration.ofMillis(10)) < 0
        || interval.compareTo(Duration.ofHours(24)) > 0) {
      throw new IllegalArgumentException(
          "task interval out of range: " + text + " (expected: 0.01s to 24h)");
    }
    return new Every(interval);
  }
}
