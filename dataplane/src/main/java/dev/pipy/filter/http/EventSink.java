package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http1.Http1Sink;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Passes what a decoder finds on as events, for the filters that decode and do nothing else.
/// Confined to its worker.
///
/// @param <H> kind of head
class EventSink<H extends HttpHead> implements Http1Sink<H> {

  private final Stage stage;

  EventSink(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void head(H head, long length) {
    stage.emit(new Event.MessageStart(head, length));
  }

  @Override
  public void data(ByteBuf bytes) {
    stage.emit(new Event.Data(bytes));
  }

  @Override
  public void end(@Nullable HttpTail tail) {
    stage.emit(tail == null ? Event.MessageEnd.PLAIN : new Event.MessageEnd(tail));
  }

  @Override
  public void malformed(HttpError error) {
    stage.emit(new Event.StreamEnd(StreamError.PROTOCOL_ERROR));
  }

  @Override
  public void truncated() {
    stage.emit(new Event.StreamEnd(StreamError.CONNECTION_RESET));
  }
}
