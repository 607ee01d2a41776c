package dev.pipy.control.service;

import dev.pipy.control.codebase.CodebaseLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a server says about itself.
///
/// @param version of this program
/// @param started when
/// @param drainLimit how long connections may drain unless a call says otherwise
/// @param drainDelay how long a server that is drained goes on with health checks failing, unless a
///   call says otherwise
/// @param warmLimit how long the revision before the active one is kept loaded; zero: not at all
/// @param messageBytes of one message of the API
/// @param codebase limits of what is deployed
/// @param logStreams open at a time
/// @param options what the server's options are set to
public record ServerFacts(
    String version,
    Instant started,
    Duration drainLimit,
    Duration drainDelay,
    Duration warmLimit,
    int messageBytes,
    CodebaseLimits codebase,
    int logStreams,
    List<EffectiveOption> options) {

  /// Copies the list.
  public ServerFacts {
    options = List.copyOf(options);
  }

  /// The usual limits.
  public ServerFacts(
      String version,
      Instant started,
      Duration drainLimit,
      Duration drainDelay,
      Duration warmLimit,
      List<EffectiveOption> options) {
    this(
        version,
        started,
        drainLimit,
        drainDelay,
        warmLimit,
        4 << 20,
        CodebaseLimits.DEFAULT,
        16,
        options);
  }

  /// The usual times, too.
  public ServerFacts(String version, Instant started, Duration drainLimit) {
    this(version, started, drainLimit, Duration.ZERO, Duration.ofMinutes(30), List.of());
  }
}
