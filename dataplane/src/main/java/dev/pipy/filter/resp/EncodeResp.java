package dev.pipy.filter.resp;

import dev.pipy.codec.resp.RespException;
import dev.pipy.codec.resp.RespWriter;
import dev.pipy.event.Event;
import dev.pipy.event.Payload;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns messages that are values of Redis into bytes.
public final class EncodeResp implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.encodeRESP");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "encodeRESP",
              FilterSpec.Category.TCP,
              "Turns messages into the bytes of a Redis connection, of either side.")
          .described(
              """
              The `payload` of a message's end is the value: a string is a simple string (a bulk string
              if it has a line break or is longer than a line may be), a number an integer, without
              what is behind its point; a BigInt an integer, a Data a bulk string, an Error an error
              (line breaks in it become spaces), an array an array; null and no payload at all are the
              null bulk string; anything else that is no object is a simple string. A request to a
              server is an array of Data: servers take no simple strings. Bodies are dropped.

              An object, or a number that has no 64 bits, ends the stream with RuntimeError.\
              """)
          .events("MessageStart, MessageEnd, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(6380)
                .decodeRESP()
                .handleMessageStart(() => console.log('a request'))
                .encodeRESP()
                .connect('127.0.0.1:6379')
                .decodeRESP()
                .encodeRESP()
              """)
          .makes(args -> EncodeResp::new);

  private boolean isInMessage;
  private boolean isEnded;

  private EncodeResp() {}

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    switch (event) {
      case Event.MessageStart _ -> isInMessage = true;
      case Event.Data _ -> event.release();
      case Event.MessageEnd(_, Payload payload) -> {
        if (isInMessage) {
          isInMessage = false;
          send(payload == null ? null : payload.value(), stage);
        }
      }
      case Event.StreamEnd(StreamError error) -> {
        boolean isCutOff = error == null && isInMessage;
        close();
        stage.emit(isCutOff ? new Event.StreamEnd(StreamError.CONNECTION_RESET) : event);
      }
    }
  }

  private void send(@Nullable Object value, Stage stage) {
    ByteBuf bytes;
    try {
      bytes = RespWriter.write(value);
    } catch (RespException unsayable) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .log("payload cannot be sent: " + unsayable.getMessage());
      close();
      stage.emit(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
      return;
    }
    stage.emit(new Event.Data(bytes));
  }

  @Override
  public boolean takesInput() {
    return !isEnded;
  }

  @Override
  public void close() {
    isEnded = true;
  }
}
