package dev.pipy.codec.http1;

import dev.pipy.codec.http.RequestHead;

/// What must be known of a request to frame its response (RFC 9112 section 6.3).
public interface ExpectedRequest {

  /// The facts of `head`. They are taken now: later changes to the head do not matter.
  static ExpectedRequest of(RequestHead head) {
    return new RequestFacts(
        head.isHead(),
        head.isConnect(),
        head.upgrade() != null,
        !head.protocol().equals("HTTP/1.0"));
  }

  /// Whether the method is HEAD: the response has no body.
  boolean isHead();

  /// Whether the method is CONNECT: a 2xx response opens a tunnel.
  boolean isConnect();

  /// Whether it offered to switch protocols. A `101` nobody asked for is malformed. Taken for
  /// granted unless said otherwise.
  default boolean isUpgrade() {
    return true;
  }

  /// Whether its sender understands chunked bodies, as all but HTTP/1.0 clients do.
  default boolean acceptsChunked() {
    return true;
  }
}
