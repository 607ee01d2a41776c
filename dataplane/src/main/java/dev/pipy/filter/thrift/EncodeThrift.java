package dev.pipy.filter.thrift;

import dev.pipy.codec.thrift.ThriftException;
import dev.pipy.codec.thrift.ThriftWriter;
import dev.pipy.event.Event;
import dev.pipy.event.Payload;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.Truth;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.Unpooled;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns Thrift messages into bytes.
public final class EncodeThrift implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.encodeThrift");

  private static final Param<Boolean> FRAMED =
      Param.optional(
          "framed",
          ParamType.BOOLEAN,
          "Whether messages go into frames; as `framed` of each says unless given.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "encodeThrift",
              FilterSpec.Category.TCP,
              "Turns messages into the bytes of a Thrift connection, of either side.")
          .described(
              """
              The `payload` of a message's end has the form that `decodeThrift` gives it. What it leaves
              out has a default: `protocol: 'binary'`, `type: 'call'`, `seqID: 0`, no name, no fields,
              no frame. A BINARY may be a string, a UUID its 16 bytes, an I64 a BigInt, and an empty
              list, set or map needs no types. Bodies are dropped.

              A payload that cannot be written ends the stream with RuntimeError, and the log says
              which place in it.\
              """)
          .options(FRAMED)
          .events("MessageStart, MessageEnd, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(9090)
                .decodeThrift()
                .encodeThrift({ framed: true })
                .connect('127.0.0.1:9091')
                .decodeThrift()
                .encodeThrift({ framed: false })
              """)
          .makes(args -> {
            var framed = args.find(FRAMED);
            return () -> new EncodeThrift(framed);
          });

  private final @Nullable Boolean framed;
  private boolean isInMessage;
  private boolean isEnded;

  private EncodeThrift(@Nullable Boolean framed) {
    this.framed = framed;
  }

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
    if (!(value instanceof Map<?, ?> message)) {
      fail("no payload, or one that is no object", stage);
      return;
    }
    byte[] bytes;
    try {
      bytes =
          ThriftWriter.write(message, framed == null ? Truth.of(message.get("framed")) : framed);
    } catch (ThriftException unsayable) {
      fail("payload cannot be sent: " + unsayable.getMessage(), stage);
      return;
    }
    stage.emit(new Event.Data(Unpooled.wrappedBuffer(bytes)));
  }

  private void fail(String complaint, Stage stage) {
    LOG.atError().addKeyValue("filter", stage.location()).log(complaint);
    close();
    stage.emit(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
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
