package dev.pipy.codec.http;

import dev.pipy.event.Head;

/// A head that a script made or touched: asked for its contents when they are needed. Confined to
/// the script's worker.
public interface HeadSource extends Head {

  /// What it says as a request; what it leaves out has the default.
  ///
  /// @throws IllegalHeaderException if it cannot be written as a request
  RequestHead asRequest();

  /// What it says as a response; what it leaves out has the default.
  ///
  /// @throws IllegalHeaderException if it cannot be written as a response
  ResponseHead asResponse();

  /// What it says, as the kind of head that it is: a request if it came as one, or names a method
  /// or path and no status; else a response.
  ///
  /// @throws IllegalHeaderException if it cannot be written
  HttpHead asMessage();

  /// Whether it says something of HTTP, or nothing at all, which HTTP has defaults for.
  default boolean isHttp() {
    return true;
  }
}
