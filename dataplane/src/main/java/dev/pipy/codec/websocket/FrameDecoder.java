package dev.pipy.codec.websocket;

import dev.pipy.codec.StreamDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads frames and joins those of a message. Payload is handed on as it comes, what is masked as
/// an unmasked copy, for others may hold the same bytes; only a control frame, of 125 bytes at
/// most, is collected. One that stands between the frames of a message is handed on when it comes,
/// inside of the message: who pings waits for an answer, and the message may be long, or without an
/// end (RFC 6455 section 5.4).
public final class FrameDecoder implements StreamDecoder {

  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int MASKED = 0x80;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final int FIRST_PRIVATE_CODE = 3000;
  private static final int LAST_CODE = 4999;

  private final Sink sink;
  private final byte[] head = new byte[14];
  private final byte[] control = new byte[Opcode.LARGEST_CONTROL];
  private int headSize;
  private int controlSize;

  /// Of the frame under way.
  private int opcode;

  private boolean isFinal;
  private boolean isMasked;
  private int maskAt;
  private long missing;
  private long position;
  private boolean isInPayload;

  /// Of the message under way; 0 if there is none.
  private int message;

  private @Nullable Utf8Check text;
  private boolean isOver;

  /// What hears of messages. May [#stop] the decoder at any time.
  public interface Sink {

    /// A message begins. A ping or pong may begin and end inside of another message.
    ///
    /// @param opcode one of [Opcode], no continuation
    /// @param isMasked as its first frame was
    void begin(int opcode, boolean isMasked);

    /// Takes over bytes of the message.
    void data(ByteBuf bytes);

    /// The message is complete.
    void end();

    /// What came breaks the rules; nothing is read any more.
    void malformed();
  }

  /// Reads frames of either side.
  public FrameDecoder(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf bytes) {
    try {
      while (!isOver && (bytes.isReadable() || (isInPayload && missing == 0))) {
        if (isInPayload) {
          readPayload(bytes);
        } else {
          head[headSize++] = bytes.readByte();
          readHead();
        }
      }
    } finally {
      bytes.release();
    }
  }

  /// Whether a frame or a message has begun and not ended.
  @Override
  public boolean isInside() {
    return headSize > 0 || isInPayload || message != 0;
  }

  @Override
  public void stop() {
    isOver = true;
  }

  private void readHead() {
    if (headSize == 1) {
      if (!isAllowed(head[0])) {
        fail();
      }
      return;
    }
    int shortLength = head[1] & 0x7f;
    if (headSize == 2 && Opcode.isControl(opcode) && shortLength > Opcode.LARGEST_CONTROL) {
      fail();
      return;
    }
    int lengthSize = shortLength == LENGTH_16 ? 2 : shortLength == LENGTH_64 ? 8 : 0;
    isMasked = (head[1] & MASKED) != 0;
    maskAt = 2 + lengthSize;
    if (headSize < maskAt + (isMasked ? 4 : 0)) {
      return;
    }
    long length = lengthSize == 0 ? shortLength : longLength(lengthSize);
    boolean isShortest =
        lengthSize == 0 || length > (lengthSize == 2 ? Opcode.LARGEST_CONTROL : 0xffff);
    if (!isShortest) { // which a length beyond 63 bits, being negative, is not either
      fail();
      return;
    }
    missing = length;
    position = 0;
    headSize = 0;
    isInPayload = true;
    begin();
  }

  private boolean isAllowed(byte first) {
    opcode = first & 0xf;
    isFinal = (first & FIN) != 0;
    if ((first & RESERVED) != 0) {
      return false; // no extension was agreed on
    }
    if (opcode == Opcode.CONTINUATION) {
      return message != 0;
    }
    return Opcode.isMessage(opcode) && (Opcode.isControl(opcode) ? isFinal : message == 0);
  }

  private long longLength(int size) {
    long length = 0;
    for (int i = 0; i < size; i++) {
      length = (length << 8) | (head[2 + i] & 0xff);
    }
    return length;
  }

  private void begin() {
    if (Opcode.isControl(opcode)) {
      controlSize = 0;
    } else if (opcode != Opcode.CONTINUATION) {
      message = opcode;
      text = opcode == Opcode.TEXT ? new Utf8Check() : null;
      sink.begin(opcode, isMasked);
    }
  }

  private void readPayload(ByteBuf bytes) {
    int length = (int) Math.min(missing, bytes.readableBytes());
    if (length > 0) {
      missing -= length;
      if (Opcode.isControl(opcode)) {
        bytes.readBytes(control, controlSize, length);
        unmask(Unpooled.wrappedBuffer(control, controlSize, length));
        controlSize += length;
      } else {
        var piece = isMasked ? bytes.readBytes(length) : bytes.readRetainedSlice(length);
        unmask(piece);
        if (text != null && !text.accepts(piece)) {
          piece.release();
          fail();
          return;
        }
        sink.data(piece);
      }
    }
    if (missing == 0 && !isOver) {
      isInPayload = false;
      endFrame();
    }
  }

  private void unmask(ByteBuf piece) {
    if (isMasked) {
      int mask = 0;
      for (int i = 0; i < Integer.BYTES; i++) {
        mask = (mask << 8) | (head[maskAt + i] & 0xff);
      }
      Masking.apply(piece, mask, position);
    }
    position += piece.readableBytes();
  }

  private void endFrame() {
    if (Opcode.isControl(opcode)) {
      endControl();
    } else if (isFinal) {
      message = 0;
      if (text != null && !text.isComplete()) {
        fail();
        return;
      }
      sink.end();
    }
  }

  private void endControl() {
    var payload = Arrays.copyOf(control, controlSize);
    if (opcode == Opcode.CLOSE && (!isClose(payload) || message != 0)) {
      fail(); // the message under way would never be complete
    } else {
      emit(payload);
    }
  }

  private void emit(byte[] payload) {
    sink.begin(opcode, isMasked);
    if (!isOver && payload.length > 0) {
      sink.data(Unpooled.wrappedBuffer(payload));
    }
    if (!isOver) {
      sink.end();
    }
  }

  /// RFC 6455 sections 5.5.1 and 7.4: nothing, or a code and a reason.
  private static boolean isClose(byte[] payload) {
    if (payload.length == 0) {
      return true;
    }
    if (payload.length == 1) {
      return false;
    }
    int code = ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    boolean isKnown =
        (code >= 1000 && code <= 1003)
            || (code >= 1007 && code <= 1014)
            || (code >= FIRST_PRIVATE_CODE && code <= LAST_CODE);
    var reason = new Utf8Check();
    return isKnown
        && reason.accepts(Unpooled.wrappedBuffer(payload, 2, payload.length - 2))
        && reason.isComplete();
  }

  private void fail() {
    isOver = true;
    sink.malformed();
  }
}
