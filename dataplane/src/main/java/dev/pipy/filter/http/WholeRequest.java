package dev.pipy.filter.http;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.Message;
import dev.pipy.event.Payload;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Collects one request at a time, for filters that answer it themselves: tells a client that waits
/// for it to go on with the body, and refuses a body that is too large. Confined to a worker.
final class WholeRequest {

  private static final ResponseHead CONTINUE = HttpAnswers.answer(100, "Continue");

  private final long maxBodySize;
  private @Nullable Head head;
  private @Nullable Bytes body;

  /// @param maxBodySize in bytes; a larger body is answered 413 and dropped
  WholeRequest(long maxBodySize) {
    this.maxBodySize = maxBodySize;
  }

  /// Takes over an event of the request. Returns the request when it is whole.
  ///
  /// @param stage where answers go that are not the caller's
  @Nullable Message add(Event event, Stage stage) {
    switch (event) {
      case Event.MessageStart(Head given, _) -> begin(given, stage);
      case Event.Data(ByteBuf bytes) -> {
        if (body != null) {
          collect(body, bytes, stage);
        }
        bytes.release();
      }
      case Event.MessageEnd(Head tail, Payload payload) -> {
        if (body != null) {
          var whole = new Message(head, body, tail, payload);
          head = null;
          body = null;
          return whole;
        }
      }
      case Event.StreamEnd _ -> {}
    }
    return null;
  }

  private void begin(@Nullable Head given, Stage stage) {
    head = given;
    body = new Bytes();
    if (given instanceof RequestHead request && request.expectsContinue()) {
      answer(CONTINUE, stage);
    }
  }

  private void collect(Bytes collected, ByteBuf bytes, Stage stage) {
    if (collected.size() + (long) bytes.readableBytes() <= maxBodySize) {
      collected.push(bytes);
    } else {
      body = null;
      answer(HttpAnswers.answer(413, "Content Too Large"), stage);
    }
  }

  private static void answer(ResponseHead head, Stage stage) {
    stage.emit(new Event.MessageStart(head, 0));
    stage.emit(Event.MessageEnd.PLAIN);
  }
}
