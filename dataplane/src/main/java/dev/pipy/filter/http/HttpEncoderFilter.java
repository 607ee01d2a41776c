package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the two encoding filters share: messages in, bytes out, with the start and end of each
/// message kept around its bytes. Data outside of messages passes as it is.
abstract class HttpEncoderFilter implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.http");

  private final int bufferSize;
  private @Nullable MessageWriter writer;

  HttpEncoderFilter(int bufferSize) {
    this.bufferSize = bufferSize;
  }

  /// How the message that starts is written; throws IllegalHeaderException if it cannot be.
  abstract MessageWriter.Start start(Event.MessageStart start, Stage stage);

  /// Whether the stream ends with the message under way.
  boolean endsStream() {
    return false;
  }

  @Override
  public void handle(Event event, Stage stage) {
    switch (event) {
      case Event.MessageStart start -> begin(start, stage);
      case Event.Data(ByteBuf bytes) -> {
        if (writer == null) {
          stage.emit(event);
        } else {
          writer.data(bytes);
        }
      }
      case Event.MessageEnd(Head tail, _) -> end(event, tail, stage);
      case Event.StreamEnd _ -> {
        close();
        stage.emit(event);
      }
    }
  }

  private void begin(Event.MessageStart start, Stage stage) {
    close();
    try {
      var written = start(start, stage);
      stage.emit(start);
      var begun = new MessageWriter(stage::emit, stage.worker(), written, bufferSize);
      writer = begun;
      begun.start(start.length());
    } catch (IllegalHeaderException invalid) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .addKeyValue("error", invalid.getMessage())
          .log("head cannot be sent");
      stage.emit(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
    }
  }

  private void end(Event event, @Nullable Head tail, Stage stage) {
    var written = writer;
    writer = null;
    if (written == null) {
      return;
    }
    if (!written.end(HttpTail.of(tail))) {
      stage.emit(new Event.StreamEnd(StreamError.PROTOCOL_ERROR));
    } else {
      stage.emit(event);
      if (endsStream() || written.closesConnection()) {
        stage.emit(Event.StreamEnd.CLEAN);
      }
    }
  }

  @Override
  public void close() {
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }
}
