package dev.pipy.codec.http1;

import static dev.pipy.event.Event.MessageStart.UNKNOWN;

import dev.pipy.codec.http.RequestHead;

/// How the end of a body is told on the wire (RFC 9112 section 6).
///
/// @param kind the way
/// @param length bytes of body; [#UNKNOWN_LENGTH] when it is not told beforehand
public record Framing(Kind kind, long length) {

  /// The length of a body whose end is told in another way.
  public static final long UNKNOWN_LENGTH = UNKNOWN;

  /// No body, and no word about one.
  public static final Framing NONE = new Framing(Kind.NONE, 0);

  /// Pieces, each with its size.
  public static final Framing CHUNKED = new Framing(Kind.CHUNKED, UNKNOWN_LENGTH);

  /// The body ends with the connection.
  public static final Framing UNTIL_CLOSE = new Framing(Kind.UNTIL_CLOSE, UNKNOWN_LENGTH);

  private static final Framing EMPTY = new Framing(Kind.LENGTH, 0);

  /// The ways to tell.
  public enum Kind {
    /// No body; content-length is not written.
    NONE,
    /// No body on the wire, yet content-length says how long it would be: the length here, or else
    /// the one in the head (responses to HEAD, `304`).
    DESCRIBED,
    /// As many bytes as content-length says.
    LENGTH,
    /// Chunks.
    CHUNKED,
    /// All until the connection ends.
    UNTIL_CLOSE
  }

  /// A body of `length` bytes.
  public static Framing ofLength(long length) {
    return length == 0 ? EMPTY : new Framing(Kind.LENGTH, length);
  }

  /// How to send a request's body.
  ///
  /// @param length of the body, or `MessageStart.UNKNOWN`
  public static Framing forRequest(RequestHead request, long length) {
    if (request.isConnect()) {
      return NONE;
    }
    if (length == UNKNOWN) {
      return CHUNKED;
    }
    return length > 0 || expectsBody(request.method()) ? ofLength(length) : NONE;
  }

  private static boolean expectsBody(String method) {
    return switch (method) {
      case "POST", "PUT", "PATCH" -> true;
      default -> false;
    };
  }

  /// How to send a response's body.
  ///
  /// @param status of the response
  /// @param length of the body as it comes, or `MessageStart.UNKNOWN`
  public static Framing forResponse(int status, long length, ExpectedRequest request) {
    if (status < 200 || status == 204 || (request.isConnect() && status < 300)) {
      return NONE;
    }
    if (status == 304) {
      return new Framing(Kind.DESCRIBED, UNKNOWN);
    }
    if (request.isHead()) {
      // a decoded response to HEAD comes with length 0 and says in its head what it would be
      return new Framing(Kind.DESCRIBED, length > 0 ? length : UNKNOWN);
    }
    if (length != UNKNOWN) {
      return ofLength(length);
    }
    return request.acceptsChunked() ? CHUNKED : UNTIL_CLOSE;
  }

  /// Whether a body goes on the wire. If not, what comes of one must be dropped.
  public boolean hasBody() {
    return kind != Kind.NONE && kind != Kind.DESCRIBED && length != 0;
  }
}
