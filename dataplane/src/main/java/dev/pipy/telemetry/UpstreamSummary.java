package dev.pipy.telemetry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the connections to one peer have come to, on all workers together.
///
/// @param target "host:port", or "other" for those that came when there were enough
/// @param open connections now
/// @param opened connections so far
/// @param failures addresses that could not be resolved or connected to, so far
/// @param lastFailure null if there was none
public record UpstreamSummary(
    String target, long open, long opened, long failures, @Nullable Failure lastFailure) {

  /// Why a connection came to nothing.
  ///
  /// @param reason the error that scripts see, such as "ConnectionRefused"
  /// @param text in the system's words
  /// @param time when
  public record Failure(String reason, String text, Instant time) {}

  UpstreamSummary plus(UpstreamSummary other) {
    return new UpstreamSummary(
        target,
        open + other.open,
        opened + other.opened,
        failures + other.failures,
        later(lastFailure, other.lastFailure));
  }

  private static @Nullable Failure later(@Nullable Failure one, @Nullable Failure other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.time().isBefore(other.time()) ? other : one;
  }
}
