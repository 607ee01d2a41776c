package dev.pipy.codec.http;

import dev.pipy.event.Head;
import org.jspecify.annotations.Nullable;

/// The trailer fields after a body (RFC 9110 section 6.5). They are kept apart from the headers,
/// for a trailer must not change how a message is framed or routed.
public final class HttpTail implements Head {

  private final HttpHeaders headers;

  /// A tail with these fields.
  public HttpTail(HttpHeaders headers) {
    this.headers = headers;
  }

  /// What a tail says as trailers; null if it is absent, or of another protocol.
  public static @Nullable HttpTail of(@Nullable Head tail) {
    return tail instanceof HttpTail http ? http : null;
  }

  /// The trailer fields.
  public HttpHeaders headers() {
    return headers;
  }
}
