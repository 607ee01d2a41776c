package dev.pipy.ctl.client;

import java.time.Duration;
import java.util.function.Consumer;

/// How to reach a server.
///
/// @param security whether and how TLS protects it
/// @param timeout for one call
/// @param trace told about every call that was made
public record Connection(
    Target target,
    Security security,
    Credentials credentials,
    Duration timeout,
    Consumer<String> trace) {

  /// One with nothing said about TLS.
  public Connection(
      Target target, Credentials credentials, Duration timeout, Consumer<String> trace) {
    this(target, Security.DEFAULT, credentials, timeout, trace);
  }
}
