package dev.pipy.control.service;

import dev.pipy.control.codebase.CodebaseLimits;
import java.time.Duration;
import java.time.Instant;

/// What a server says about itself.
///
/// @param version of this program
/// @param started when
/// @param drainLimit how long connections may drain unless a call says otherwise
/// @param warmLimit how long the revision before the active one is kept loaded; zero: not at all
/// @param messageBytes of one message of the API
/// @param codebase limits of what is deployed
/// @param logStreams open at a time
public record ServerFacts(
    String version,
    Instant started,
    Duration drainLimit,
    Duration warmLimit,
    int messageBytes,
    CodebaseLimits codebase,
    int logStreams) {

  /// The usual limits.
  public ServerFacts(String version, Instant started, Duration drainLimit) {
    this(version, started, drainLimit, Duration.ofMinutes(30), 4 << 20, CodebaseLimits.DEFAULT, 16);
  }
}
