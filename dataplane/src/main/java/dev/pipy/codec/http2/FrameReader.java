package dev.pipy.codec.http2;

import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;
import static io.netty.handler.codec.http2.Http2Error.FRAME_SIZE_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import org.jspecify.annotations.Nullable;

/// Cuts input into frames (RFC 9113 section 4) and judges their form. The payload of DATA is
/// delivered as slices of the input as it comes; other payloads, 16 KiB at the most, are collected.
/// A header block is put together from HEADERS and CONTINUATION. Confined to a worker.
///
/// Netty's own reader wants a channel's context; its frame types and error codes are used here.
final class FrameReader {

  /// Largest payload that is taken, which is the least that every peer may send.
  static final int MAX_FRAME_SIZE = 16_384;

  static final int HEADER_SIZE = 9;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int PRIORITY = 0x20;

  /// CONTINUATION frames of one block, however small they are.
  private static final int MOST_CONTINUATIONS = 32;

  private static final int PRIORITY_SIZE = 5;

  private enum State {
    PREFACE,
    HEADER,
    PAYLOAD,
    PAD_LENGTH,
    DATA,
    PADDING
  }

  private final FrameSink sink;
  private final int maxBlock;
  private final ByteBuf header = Unpooled.buffer(HEADER_SIZE, HEADER_SIZE);
  private State state;
  private int prefaceRead;
  private boolean isClosed;

  // of the frame that is being read
  private int length;
  private byte type;
  private int flags;
  private int streamId;
  private int missing;
  private int padding;
  private @Nullable ByteBuf payload;

  // of the header block that is being put together
  private int blockStream;
  private boolean blockEndsStream;
  private int continuations;
  private @Nullable ByteBuf block;

  /// @param expectsPreface whether the client's preface comes first
  /// @param maxBlock bytes of a header block, compressed; a longer one is the connection's end
  FrameReader(FrameSink sink, boolean expectsPreface, int maxBlock) {
    this.sink = sink;
    this.maxBlock = Math.max(maxBlock, MAX_FRAME_SIZE);
    this.state = expectsPreface ? State.PREFACE : State.HEADER;
  }

  void read(ByteBuf owned) {
    try {
      boolean hasMore = true;
      while (hasMore && !isClosed) {
        hasMore = step(owned);
      }
    } finally {
      owned.release();
    }
  }

  /// Reads no more.
  void close() {
    isClosed = true;
    payload = null; // on the heap
    block = null;
  }

  /// Does one thing; false if more input is needed for the next.
  private boolean step(ByteBuf in) {
    return switch (state) {
      case PREFACE -> readPreface(in);
      case HEADER -> readHeader(in);
      case PAYLOAD -> readPayload(in);
      case PAD_LENGTH -> readPadLength(in);
      case DATA -> readData(in);
      case PADDING -> skipPadding(in);
    };
  }

  private boolean readPreface(ByteBuf in) {
    while (in.isReadable() && prefaceRead < Preface.length()) {
      if (!Preface.matchesAt(prefaceRead++, in.readByte())) {
        return fail(PROTOCOL_ERROR, "connection preface");
      }
    }
    if (prefaceRead < Preface.length()) {
      return false;
    }
    state = State.HEADER;
    return true;
  }

  private boolean readHeader(ByteBuf in) {
    in.readBytes(header, Math.min(in.readableBytes(), header.writableBytes()));
    if (header.isWritable()) {
      return false;
    }
    length = header.readUnsignedMedium();
    type = header.readByte();
    flags = header.readUnsignedByte();
    streamId = header.readInt() & 0x7fffffff;
    header.clear();
    if (length > MAX_FRAME_SIZE) {
      return fail(FRAME_SIZE_ERROR, "frame larger than allowed");
    }
    boolean continues = type == Http2FrameTypes.CONTINUATION;
    if (block != null ? !continues || streamId != blockStream : continues) {
      return fail(PROTOCOL_ERROR, "header block interrupted, or CONTINUATION without one");
    }
    missing = length;
    padding = 0;
    if (type != Http2FrameTypes.DATA) {
      state = State.PAYLOAD;
      return true;
    }
    if (streamId == 0) {
      return fail(PROTOCOL_ERROR, "DATA on stream 0");
    }
    state = (flags & PADDED) != 0 ? State.PAD_LENGTH : State.DATA;
    sink.dataStarts(streamId, length);
    return true;
  }

  private boolean readPadLength(ByteBuf in) {
    if (missing == 0) {
      return fail(FRAME_SIZE_ERROR, "padded frame without padding");
    }
    if (!in.isReadable()) {
      return false;
    }
    padding = in.readUnsignedByte();
    missing--;
    if (padding > missing) {
      return fail(PROTOCOL_ERROR, "padding larger than its frame");
    }
    missing -= padding;
    state = State.DATA;
    return true;
  }

  private boolean readData(ByteBuf in) {
    if (missing == 0) {
      missing = padding;
      state = State.PADDING;
      return true;
    }
    if (!in.isReadable()) {
      return false;
    }
    int size = Math.min(missing, in.readableBytes());
    missing -= size;
    sink.data(streamId, in.readRetainedSlice(size));
    return true;
  }

  private boolean skipPadding(ByteBuf in) {
    int size = Math.min(missing, in.readableBytes());
    in.skipBytes(size);
    missing -= size;
    if (missing > 0) {
      return false;
    }
    state = State.HEADER;
    int overhead = (flags & PADDED) != 0 ? padding + 1 : 0;
    sink.dataEnds(streamId, overhead, (flags & END_STREAM) != 0);
    return true;
  }

  private boolean readPayload(ByteBuf in) {
    var collected = payload;
    if (collected == null && in.readableBytes() >= length) {
      state = State.HEADER;
      dispatch(in.readSlice(length));
      return true;
    }
    if (collected == null) {
      collected = Unpooled.buffer(length, length);
      payload = collected;
    }
    in.readBytes(collected, Math.min(in.readableBytes(), collected.writableBytes()));
    if (collected.isWritable()) {
      return false;
    }
    payload = null;
    state = State.HEADER;
    dispatch(collected);
    return true;
  }

  private void dispatch(ByteBuf in) {
    switch (type) {
      case Http2FrameTypes.HEADERS -> readHeaders(in);
      case Http2FrameTypes.CONTINUATION -> readContinuation(in);
      case Http2FrameTypes.PRIORITY -> {
        if (isOnStream() && hasLength(PRIORITY_SIZE)) {
          sink.priority(streamId);
        }
      }
      case Http2FrameTypes.RST_STREAM -> {
        if (isOnStream() && hasLength(4)) {
          sink.reset(streamId, in.readUnsignedInt());
        }
      }
      case Http2FrameTypes.SETTINGS -> readSettings(in);
      case Http2FrameTypes.PUSH_PROMISE ->
          fail(PROTOCOL_ERROR, "PUSH_PROMISE, which was not allowed");
      case Http2FrameTypes.PING -> {
        if (isOnConnection() && hasLength(8)) {
          if ((flags & ACK) != 0) {
            sink.pingAcknowledged(in.readLong());
          } else {
            sink.ping(in.readLong());
          }
        }
      }
      case Http2FrameTypes.GO_AWAY -> {
        if (isOnConnection() && (length >= 8 || hasLength(8))) {
          sink.goAway(in.readInt() & 0x7fffffff, in.readUnsignedInt());
        }
      }
      case Http2FrameTypes.WINDOW_UPDATE -> {
        if (hasLength(4)) {
          sink.windowUpdate(streamId, in.readInt() & 0x7fffffff);
        }
      }
      default -> sink.ignored();
    }
  }

  private void readHeaders(ByteBuf in) {
    if (!isOnStream()) {
      return;
    }
    int pad = 0;
    if ((flags & PADDED) != 0) {
      if (!in.isReadable()) {
        fail(FRAME_SIZE_ERROR, "padded frame without padding");
        return;
      }
      pad = in.readUnsignedByte();
    }
    int before = (flags & PRIORITY) != 0 ? PRIORITY_SIZE : 0;
    if (in.readableBytes() < before + pad) {
      fail(PROTOCOL_ERROR, "HEADERS shorter than its padding and priority");
      return;
    }
    in.skipBytes(before); // priorities are of no use (RFC 9113 section 5.3.2)
    var fragment = in.readSlice(in.readableBytes() - pad);
    boolean endsStream = (flags & END_STREAM) != 0;
    if ((flags & END_HEADERS) != 0) {
      sink.headers(streamId, fragment, endsStream);
      return;
    }
    block = Unpooled.buffer(fragment.readableBytes() * 2).writeBytes(fragment);
    blockStream = streamId;
    blockEndsStream = endsStream;
    continuations = 0;
  }

  private void readContinuation(ByteBuf in) {
    var collected = block;
    if (collected == null) {
      return;
    }
    if (++continuations > MOST_CONTINUATIONS
        || collected.readableBytes() + in.readableBytes() > maxBlock) {
      fail(ENHANCE_YOUR_CALM, "header block too large, or in too many pieces");
      return;
    }
    collected.writeBytes(in);
    if ((flags & END_HEADERS) != 0) {
      block = null;
      sink.headers(streamId, collected, blockEndsStream);
    }
  }

  private void readSettings(ByteBuf in) {
    if (!isOnConnection()) {
      return;
    }
    if ((flags & ACK) != 0) {
      if (hasLength(0)) {
        sink.settingsAcknowledged();
      }
    } else if (length % 6 != 0) {
      fail(FRAME_SIZE_ERROR, "SETTINGS of a broken length");
    } else {
      sink.settings(in);
    }
  }

  private boolean isOnStream() {
    return streamId != 0 || fail(PROTOCOL_ERROR, "frame of a stream on stream 0");
  }

  private boolean isOnConnection() {
    return streamId == 0 || fail(PROTOCOL_ERROR, "frame of the connection on a stream");
  }

  private boolean hasLength(int expected) {
    return length == expected || fail(FRAME_SIZE_ERROR, "frame of a wrong length");
  }

  /// Ends reading; returns false.
  private boolean fail(Http2Error error, String detail) {
    close();
    sink.broken(error, detail);
    return false;
  }
}
