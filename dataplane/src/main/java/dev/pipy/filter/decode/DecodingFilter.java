package dev.pipy.filter.decode;

import dev.pipy.codec.StreamDecoder;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The filter around a decoder: Data goes into it, and what its sink makes of the messages comes
/// out. Messages that come in lose their limits. Input that ends in order inside a message ends
/// with ConnectionReset, since what was cut off must not look complete. Confined to a worker.
public final class DecodingFilter implements Filter {

  private final Source source;
  private @Nullable StreamDecoder decoder;
  private @Nullable Stage stage;
  private boolean isEnded;

  /// Makes the decoder of a stream when its first bytes are there, with a sink that gives what it
  /// hears to `output`.
  @FunctionalInterface
  public interface Source {
    StreamDecoder open(DecodingFilter output);
  }

  /// A filter for one stream.
  public DecodingFilter(Source source) {
    this.source = source;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    switch (event) {
      case Event.Data(ByteBuf bytes) -> decoder(stage).read(bytes);
      case Event.StreamEnd(StreamError error) -> {
        boolean isCutOff = error == null && decoder != null && decoder.isInside();
        close();
        stage.emit(isCutOff ? new Event.StreamEnd(StreamError.CONNECTION_RESET) : event);
      }
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private StreamDecoder decoder(Stage stage) {
    var open = decoder;
    if (open == null) {
      this.stage = stage;
      open = source.open(this);
      decoder = open;
    }
    return open;
  }

  // --- what sinks do ---

  /// Emits an event, which is taken over; nothing once the stream has ended.
  public void emit(Event event) {
    if (isEnded) {
      event.release();
    } else {
      stage().emit(event);
    }
  }

  /// Whether nothing is emitted any more: what an event led to may have ended the stream.
  public boolean isEnded() {
    return isEnded;
  }

  /// Ends the stream: what came cannot be read.
  public void fail(StreamError error) {
    if (!isEnded) {
      close();
      stage().emit(new Event.StreamEnd(error));
    }
  }

  /// "file:line:column" of the call that added the filter.
  public String location() {
    return stage().location();
  }

  private Stage stage() {
    return Objects.requireNonNull(stage);
  }

  @Override
  public boolean takesInput() {
    return !isEnded;
  }

  @Override
  public void close() {
    isEnded = true;
    if (decoder != null) {
      decoder.stop();
    }
  }
}
