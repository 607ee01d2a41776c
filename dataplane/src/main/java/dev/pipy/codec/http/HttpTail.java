package dev.pipy.codec.http;

import dev.pipy.event.Head;

/// The trailer fields after a body (RFC 9110 section 6.5). They are kept apart from the headers,
/// for a trailer must not change how a message is framed or routed.
public final class HttpTail implements Head {

  private final HttpHeaders headers;

  /// A tail with these fields.
  public HttpTail(HttpHeaders headers) {
    this.headers = headers;
  }

  /// The trailer fields.
  public HttpHeaders headers() {
    return headers;
  }
}
