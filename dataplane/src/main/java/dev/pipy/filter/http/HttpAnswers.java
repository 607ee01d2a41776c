package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.StreamError;
import org.jspecify.annotations.Nullable;

/// The one place where failed streams become HTTP answers.
final class HttpAnswers {

  private HttpAnswers() {}

  /// The head of the answer for a stream that ended without one. A clean end without an answer is a
  /// bad gateway, never a success.
  static ResponseHead of(@Nullable StreamError error) {
    return switch (error) {
      case CANNOT_RESOLVE -> answer(502, "Cannot Resolve");
      case CONNECTION_REFUSED -> answer(502, "Connection Refused");
      case READ_ERROR -> answer(502, "Read Error");
      case WRITE_ERROR -> answer(502, "Write Error");
      case UNAUTHORIZED -> answer(401, "Unauthorized");
      case CONNECTION_TIMEOUT, READ_TIMEOUT, WRITE_TIMEOUT, IDLE_TIMEOUT ->
          answer(504, "Gateway Timeout");
      case RUNTIME_ERROR -> answer(500, "Internal Server Error");
      case null -> answer(502, "Bad Gateway");
      case UNKNOWN_ERROR,
          CONNECTION_CANCELED,
          CONNECTION_ABORTED,
          CONNECTION_RESET,
          BUFFER_OVERFLOW,
          PROTOCOL_ERROR,
          REPLAY ->
          answer(502, "Bad Gateway");
    };
  }

  /// An answer without headers.
  static ResponseHead answer(int status, String statusText) {
    return new ResponseHead(status, statusText, "HTTP/1.1", new HttpHeaders());
  }
}
