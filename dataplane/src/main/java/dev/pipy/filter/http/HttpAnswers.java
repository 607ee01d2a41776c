package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Output;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// The one place where failed streams become HTTP answers.
final class HttpAnswers {

  /// Characters of a reason that a client gets to see.
  private static final int LONGEST = 1000;

  private HttpAnswers() {}

  /// Emits the answer for a stream that ended without one. A clean end without an answer is a bad
  /// gateway, never a success. What a script gave as the reason is the body.
  static void send(@Nullable StreamError error, Output to) {
    var reason = error == null ? null : error.reason();
    var text = reason == null ? "" : reason.text();
    if (text.isEmpty()) {
      send(of(error), to);
      return;
    }
    var body = ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, cut(text));
    var head = answer(502, "Bad Gateway");
    head.headers().add("content-type", "text/plain; charset=utf-8");
    to.emit(new Event.MessageStart(head, body.readableBytes()));
    to.emit(new Event.Data(body));
    to.emit(Event.MessageEnd.PLAIN);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  /// Emits an answer without a body.
  static void send(ResponseHead head, Output to) {
    to.emit(new Event.MessageStart(head, 0));
    to.emit(Event.MessageEnd.PLAIN);
  }

  private static ResponseHead of(@Nullable StreamError error) {
    if (error == null || error.reason() != null) {
      return answer(502, "Bad Gateway");
    }
    return switch (error.kind()) {
      case CANNOT_RESOLVE -> answer(502, "Cannot Resolve");
      case CONNECTION_REFUSED -> answer(502, "Connection Refused");
      case READ_ERROR -> answer(502, "Read Error");
      case WRITE_ERROR -> answer(502, "Write Error");
      case UNAUTHORIZED -> answer(401, "Unauthorized");
      case CONNECTION_TIMEOUT, READ_TIMEOUT, WRITE_TIMEOUT, IDLE_TIMEOUT ->
          answer(504, "Gateway Timeout");
      case RUNTIME_ERROR -> answer(500, "Internal Server Error");
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
