package dev.pipy.filter.websocket;

import dev.pipy.codec.websocket.FrameWriter;
import dev.pipy.codec.websocket.Opcode;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Head;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Truth;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns WebSocket messages into bytes.
public final class EncodeWebSocket implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.encodeWebSocket");

  /// Largest payload of a frame.
  private static final int FRAME_SIZE = 16 << 10;

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "encodeWebSocket",
              FilterSpec.Category.HTTP,
              "Turns messages into the bytes of a WebSocket.")
          .described(
              """
              Of a head, `opcode` (2, binary, unless given) and `masked` (false) count; clients have to
              mask (RFC 6455 section 5.1). A message goes out in frames of up to 16 KiB; what a turn of
              the loop brought of it goes out at its end, so a slow message is not held back. A ping or
              pong may stand inside of a message, and goes out at once between its frames. An opcode
              that is none, or a close, ping or pong of more than 125 bytes, ends the stream with
              RuntimeError. Data outside of messages is dropped.\
              """)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(8000)
                .replaceData(data => new Message({ opcode: 2, masked: true }, data))
                .encodeWebSocket()
                .connectHTTPTunnel('upstream', new Message({
                  path: '/socket',
                  headers: {
                    host: 'localhost',
                    connection: 'upgrade',
                    upgrade: 'websocket',
                    'sec-websocket-version': '13',
                    'sec-websocket-key': 'AQIDBAUGBwgJCgsMDQ4PEA==',
                  },
                }))

                .pipeline('upstream')
                .muxHTTP('connection', '')

                .pipeline('connection')
                .connect('127.0.0.1:8080')
              """)
          .makes(args -> {
            var masks = masks();
            return () -> new EncodeWebSocket(masks);
          });

  private final SecureRandom masks;
  private @Nullable ByteBuf waiting;
  private boolean isInMessage;
  private boolean isFlushing;
  private boolean isEnded;
  private boolean isMasked;
  private int opcode;
  private @Nullable Resting outer;

  /// A message that a ping or pong was inserted into, and how its next frame begins.
  private record Resting(int opcode, boolean isMasked) {}

  private EncodeWebSocket(SecureRandom masks) {
    this.masks = masks;
  }

  /// Masks have to be unforeseeable (RFC 6455 section 5.3). This source reads from the system once,
  /// here, so that no loop ever waits for it.
  private static SecureRandom masks() {
    try {
      var masks = SecureRandom.getInstance("DRBG");
      masks.nextInt();
      return masks;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    switch (event) {
      case Event.MessageStart(Head head, _) -> begin(head, stage);
      case Event.Data(ByteBuf bytes) -> {
        if (isInMessage) {
          add(bytes, stage);
        } else {
          bytes.release();
        }
      }
      case Event.MessageEnd _ -> {
        if (isInMessage) {
          end(stage);
        }
      }
      case Event.StreamEnd(StreamError error) -> {
        boolean isCutOff = error == null && isInMessage;
        close();
        stage.emit(isCutOff ? new Event.StreamEnd(StreamError.CONNECTION_RESET) : event);
      }
    }
  }

  private void begin(@Nullable Head head, Stage stage) {
    var fields = FieldHead.of(head);
    var given = fields.get("opcode");
    int code =
        switch (given) {
          case null -> Opcode.BINARY;
          case Number number when number.doubleValue() == number.intValue() -> number.intValue();
          default -> -1;
        };
    if (!Opcode.isMessage(code)) {
      fail("opcode: " + given + " (expected: 1, 2, 8, 9 or 10)", stage);
      return;
    }
    if (isInMessage) {
      // RFC 6455 section 5.4: it may stand between the frames of a message
      boolean mayStandInside =
          (code == Opcode.PING || code == Opcode.PONG) && !Opcode.isControl(opcode);
      if (!mayStandInside) {
        fail("a message begins inside of another", stage);
        return;
      }
      sendWaiting(stage);
      outer = new Resting(opcode, isMasked);
    }
    opcode = code;
    isMasked = Truth.of(fields.get("masked"));
    isInMessage = true;
  }

  private void end(Stage stage) {
    var resting = outer;
    outer = null;
    isInMessage = resting != null;
    send(take(), true, stage);
    if (resting != null) {
      opcode = resting.opcode();
      isMasked = resting.isMasked();
    }
  }

  private void add(ByteBuf bytes, Stage stage) {
    int size = bytes.readableBytes() + (waiting == null ? 0 : waiting.readableBytes());
    if (Opcode.isControl(opcode)) {
      if (size > Opcode.LARGEST_CONTROL) {
        bytes.release();
        fail("a control frame of " + size + " bytes (expected: 125 at most)", stage);
        return;
      }
    } else if (!isFlushing && size > 0) {
      isFlushing = true;
      stage.worker().atTurnEnd(() -> stage.guard(() -> flush(stage)));
    }
    waiting = waiting == null ? bytes : Unpooled.wrappedBuffer(waiting, bytes);
    while (waiting != null && waiting.readableBytes() > FRAME_SIZE) {
      // the last bytes are kept for the last frame
      send(waiting.readRetainedSlice(FRAME_SIZE), false, stage);
    }
  }

  private void flush(Stage stage) {
    isFlushing = false;
    if (isInMessage && !Opcode.isControl(opcode)) {
      sendWaiting(stage);
    }
  }

  private void sendWaiting(Stage stage) {
    if (waiting != null && waiting.isReadable()) {
      send(take(), false, stage);
    }
  }

  private ByteBuf take() {
    var taken = waiting;
    waiting = null;
    return taken == null ? Unpooled.EMPTY_BUFFER : taken;
  }

  private void send(ByteBuf payload, boolean isFinal, Stage stage) {
    int mask = isMasked ? masks.nextInt() : 0;
    var frame = FrameWriter.write(opcode, isFinal, isMasked, mask, payload);
    opcode = Opcode.CONTINUATION; // if more follows
    stage.emit(new Event.Data(frame));
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
    isInMessage = false;
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
  }
}
