package dev.pipy.telemetry;

import dev.pipy.event.StreamError;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Failures by cause. Written by one worker, read by any thread.
final class ErrorCounts {

  private final Map<StreamError.Kind, Tally> counts = new EnumMap<>(StreamError.Kind.class);

  /// What is done with each count.
  @FunctionalInterface
  interface Visitor {
    void visit(String reason, long count);
  }

  ErrorCounts() {
    for (var error : StreamError.Kind.values()) {
      counts.put(error, new Tally()); // all at once, since any thread may read
    }
  }

  void count(StreamError error) {
    Objects.requireNonNull(counts.get(error.kind())).increment();
  }

  /// Of all causes.
  long total() {
    return counts.values().stream().mapToLong(Tally::sum).sum();
  }

  /// Visits causes that occurred.
  void forEach(Visitor visitor) {
    counts.forEach((error, tally) -> {
      long count = tally.sum();
      if (count > 0) {
        visitor.visit(error.code(), count);
      }
    });
  }
}
