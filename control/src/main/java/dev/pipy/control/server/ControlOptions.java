package dev.pipy.control.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/// How the control API is offered.
///
/// @param address on the loopback interface
/// @param stateDirectory holds the token as `token-PORT` and the store as `store-PORT`
/// @param requiresToken whether callers must show the token
public record ControlOptions(
    InetSocketAddress address, Path stateDirectory, boolean requiresToken) {

  /// "ip:port".
  String addressText() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  Path tokenFile() {
    return stateDirectory.resolve("token-" + address.getPort());
  }

  Path store() {
    return stateDirectory.resolve("store-" + address.getPort());
  }
}
