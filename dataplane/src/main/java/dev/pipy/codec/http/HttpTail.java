package dev.pipy.codec.http;

import dev.pipy.event.Head;
import org.jspecify.annotations.Nullable;

/// What is known at the end of a message: the trailer fields after its body (RFC 9110 section 6.5),
/// and its size on the wire where somebody wants to know. The fields are kept apart from the
/// headers, for a trailer must not change how a message is framed or routed.
public final class HttpTail implements Head {

  private final HttpHeaders headers;
  private final @Nullable WireSize size;

  /// Octets of an HTTP/1 message as they came in: the head with its last empty line, and all that
  /// followed, chunk sizes and trailers too.
  public record WireSize(long head, long body) {}

  /// A tail with these fields.
  public HttpTail(HttpHeaders headers) {
    this(headers, null);
  }

  /// A tail with these fields, which may be none, and the size of the message.
  public HttpTail(HttpHeaders headers, @Nullable WireSize size) {
    this.headers = headers;
    this.size = size;
  }

  /// What a tail says as trailers; null if it is absent, of another protocol, or has no fields.
  public static @Nullable HttpTail of(@Nullable Head tail) {
    return tail instanceof HttpTail http && (http.size == null || !http.headers.isEmpty())
        ? http
        : null;
  }

  /// The size of the message; null if nobody asked for it, or it was made here.
  public @Nullable WireSize size() {
    return size;
  }

  /// The trailer fields.
  public HttpHeaders headers() {
    return headers;
  }
}
