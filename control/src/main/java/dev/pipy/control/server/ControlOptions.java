package dev.pipy.control.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the control API is offered.
///
/// @param endpoints one or more; the first one names the store
/// @param stateDirectory holds the token as `token-PORT` and the store as `store-PORT`, or
///   `store-FILE` for a Unix socket
/// @param requiresToken whether callers over TCP must prove themselves
/// @param tokenFile holds the token; null for a new one at each start, in the state directory
/// @param limits of calls
public record ControlOptions(
    List<Endpoint> endpoints,
    Path stateDirectory,
    boolean requiresToken,
    @Nullable Path tokenFile,
    CallLimits limits) {

  /// What is offered, made immutable.
  public ControlOptions {
    endpoints = List.copyOf(endpoints);
  }

  /// One port of the loopback interface.
  public ControlOptions(InetSocketAddress address, Path stateDirectory, boolean requiresToken) {
    this(
        List.of(new Endpoint.Tcp(address, null)),
        stateDirectory,
        requiresToken,
        null,
        CallLimits.DEFAULT);
  }

  /// Where the token is written for tools of the same user.
  Path tokenFile(Endpoint endpoint) {
    return stateDirectory.resolve("token-" + endpoint.name());
  }

  Path store() {
    return stateDirectory.resolve("store-" + endpoints.getFirst().name());
  }
}
