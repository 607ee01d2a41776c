package dev.pipy.codec.http;

/// Why a message cannot be taken, as the status to answer with.
///
/// @param status 400 to 599
/// @param reason the reason phrase of the status
/// @param detail what is wrong with the message, for logs; holds nothing the peer sent
public record HttpError(int status, String reason, String detail) {

  /// The syntax is broken, or the framing is not safe.
  public static final HttpError BAD_REQUEST = of(400);

  /// The client took too long to send its request.
  public static final HttpError REQUEST_TIMEOUT = of(408);

  /// The body is too large.
  public static final HttpError CONTENT_TOO_LARGE = of(413);

  /// The request line is too long.
  public static final HttpError URI_TOO_LONG = of(414);

  /// The header fields are too large or too many.
  public static final HttpError FIELDS_TOO_LARGE = of(431);

  /// Something failed on our side.
  public static final HttpError INTERNAL_SERVER_ERROR = of(500);

  /// A transfer coding that is not known.
  public static final HttpError NOT_IMPLEMENTED = of(501);

  /// The upstream's response is not usable.
  public static final HttpError BAD_GATEWAY = of(502);

  /// Nothing can take the request now.
  public static final HttpError SERVICE_UNAVAILABLE = of(503);

  /// The upstream took too long.
  public static final HttpError GATEWAY_TIMEOUT = of(504);

  /// A version other than HTTP/1.0 and HTTP/1.1.
  public static final HttpError VERSION_NOT_SUPPORTED = of(505);

  /// An error that has nothing to add to its reason.
  public HttpError(int status, String reason) {
    this(status, reason, reason);
  }

  /// The error with the usual reason of `status`.
  public static HttpError of(int status) {
    return new HttpError(status, ResponseHead.reason(status));
  }

  /// The same error, saying what is wrong with the message.
  public HttpError because(String detail) {
    return new HttpError(status, reason, detail);
  }

  /// What the client is told when an upstream's response has this error.
  public HttpError asBadGateway() {
    return BAD_GATEWAY.because(detail);
  }
}
