package dev.pipy.filter.http;

import dev.pipy.event.StreamError;
import io.netty.handler.codec.http2.Http2Error;

/// What the errors of streams are called in HTTP/2 (RFC 9113 section 7), and the other way round.
final class Http2Errors {

  private Http2Errors() {}

  /// How to reset a stream whose message cannot be completed.
  static Http2Error of(StreamError error) {
    return switch (error.kind()) {
      case CONNECTION_CANCELED, CONNECTION_ABORTED -> Http2Error.CANCEL;
      case PROTOCOL_ERROR -> Http2Error.PROTOCOL_ERROR;
      case UNKNOWN_ERROR,
          RUNTIME_ERROR,
          READ_ERROR,
          WRITE_ERROR,
          CANNOT_RESOLVE,
          CONNECTION_RESET,
          CONNECTION_REFUSED,
          CONNECTION_TIMEOUT,
          READ_TIMEOUT,
          WRITE_TIMEOUT,
          IDLE_TIMEOUT,
          UNAUTHORIZED,
          BUFFER_OVERFLOW,
          REPLAY ->
          Http2Error.INTERNAL_ERROR;
    };
  }

  /// Why a stream ended that the peer reset, or that broke a rule.
  static StreamError of(Http2Error error) {
    return switch (error) {
      case PROTOCOL_ERROR, FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, COMPRESSION_ERROR, STREAM_CLOSED ->
          StreamError.PROTOCOL_ERROR;
      case NO_ERROR,
          INTERNAL_ERROR,
          SETTINGS_TIMEOUT,
          REFUSED_STREAM,
          CANCEL,
          CONNECT_ERROR,
          ENHANCE_YOUR_CALM,
          INADEQUATE_SECURITY,
          HTTP_1_1_REQUIRED ->
          StreamError.CONNECTION_RESET;
    };
  }
}
