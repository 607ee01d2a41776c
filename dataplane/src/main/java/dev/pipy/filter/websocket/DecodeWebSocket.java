package dev.pipy.filter.websocket;

import dev.pipy.codec.websocket.FrameDecoder;
import dev.pipy.codec.websocket.Opcode;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.StreamError;
import dev.pipy.filter.decode.DecodingFilter;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// Turns bytes into WebSocket messages.
public final class DecodeWebSocket implements FrameDecoder.Sink {

  private static final Param<Long> MAX_MESSAGE_SIZE =
      Param.optional(
          "maxMessageSize", ParamType.SIZE, "Largest message taken; unlimited unless given.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "decodeWebSocket",
              FilterSpec.Category.HTTP,
              "Turns the bytes of a WebSocket into messages.")
          .described(
              """
              Stands behind the handshake, in a tunnel. A head has `opcode` (1 text, 2 binary, 8 close,
              9 ping, 10 pong) and `masked`. The frames of a message are joined, and its bytes go on as
              they come. Close, ping and pong are messages of their own and not answered.

              A ping or pong that stands between the frames of a message comes at once, inside of it:
              a MessageStart between its Data, the bytes of the ping, and a MessageEnd, behind which
              the message goes on. `handleMessage`, `handleMessageBody`, `replaceMessage` and
              `replaceMessageBody` keep the two apart, and `encodeWebSocket` sends them so.

              What breaks RFC 6455 ends the stream with ProtocolError, text that is no UTF-8 too; so do
              compressed frames, since no extension is known here: take `sec-websocket-extensions` out
              of the handshake. A message that is too large ends it with BufferOverflow, input that ends
              inside one with ConnectionReset.\
              """)
          .options(MAX_MESSAGE_SIZE)
          .events("Data, StreamEnd", "MessageStart, Data, MessageEnd, StreamEnd")
          .example(
              """
              ((accept) => pipy()
                .listen(8000)
                .demuxHTTP('request')

                .pipeline('request')
                .acceptHTTPTunnel('socket', ({ head }) => new Message({
                  status: 101,
                  headers: {
                    connection: 'upgrade',
                    upgrade: 'websocket',
                    'sec-websocket-accept': accept(head.headers['sec-websocket-key']),
                  },
                }))

                .pipeline('socket')
                .decodeWebSocket()
                .replaceMessage(({ head, body }) =>
                  head.opcode === 8
                    ? [new Message({ opcode: 8 }, body), new StreamEnd]
                    : new Message({ opcode: 1 }, body)
                )
                .encodeWebSocket()

              )(key => {
                const hash = new crypto.Hash('sha1')
                hash.update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11')
                return hash.digest('base64')
              })
              """)
          .makes(args -> {
            var found = args.find(MAX_MESSAGE_SIZE);
            long maxMessageSize = found == null ? Long.MAX_VALUE : found;
            return () ->
                new DecodingFilter(
                    output -> new FrameDecoder(new DecodeWebSocket(output, maxMessageSize)));
          });

  private final DecodingFilter output;
  private final long maxMessageSize;
  private long size;
  private boolean isInMessage;
  private boolean isControl;

  private DecodeWebSocket(DecodingFilter output, long maxMessageSize) {
    this.output = output;
    this.maxMessageSize = maxMessageSize;
  }

  @Override
  public void begin(int opcode, boolean isMasked) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("opcode", opcode);
    fields.put("masked", isMasked);
    isControl = Opcode.isControl(opcode);
    boolean isInserted = isControl && isInMessage;
    if (!isControl) {
      size = 0;
      isInMessage = true;
    }
    output.emit(
        new Event.MessageStart(isInserted ? FieldHead.inserted(fields) : new FieldHead(fields)));
  }

  @Override
  public void data(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (!isControl) {
      size += length;
    }
    if ((isControl ? length : size) > maxMessageSize) {
      bytes.release();
      output.fail(StreamError.BUFFER_OVERFLOW);
    } else {
      output.emit(new Event.Data(bytes));
    }
  }

  @Override
  public void end() {
    if (isControl) {
      isControl = false; // what it stood in goes on
    } else {
      isInMessage = false;
    }
    output.emit(Event.MessageEnd.PLAIN);
  }

  @Override
  public void malformed() {
    output.fail(StreamError.PROTOCOL_ERROR);
  }
}
