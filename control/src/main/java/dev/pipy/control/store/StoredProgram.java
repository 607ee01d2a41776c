package dev.pipy.control.store;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A program as stored.
///
/// @param name its name
/// @param active number of the active revision; 0 when stopped
/// @param latest number of the newest revision
/// @param activations when each revision last became active, oldest first
/// @param damage what is wrong with its files; empty when all is well
public record StoredProgram(
    String name, long active, long latest, List<Activated> activations, String damage) {

  /// A revision and the last time that it became active.
  ///
  /// @param revision its number
  /// @param time when
  public record Activated(long revision, Instant time) {}

  /// Copies the list.
  public StoredProgram {
    activations = List.copyOf(activations);
  }

  /// The last revision that was active before the present one. Of a stopped program: the one that
  /// was stopped.
  public OptionalLong previous() {
    return activations.reversed().stream()
        .mapToLong(Activated::revision)
        .filter(number -> number != active)
        .findFirst();
  }

  /// When a revision last became active; null if never.
  public @Nullable Instant activatedAt(long revision) {
    return activations.stream()
        .filter(activation -> activation.revision() == revision)
        .map(Activated::time)
        .findFirst()
        .orElse(null);
  }
}
