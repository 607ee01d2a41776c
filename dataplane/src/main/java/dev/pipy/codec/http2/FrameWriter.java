package dev.pipy.codec.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import org.jspecify.annotations.Nullable;

/// Writes frames. Small ones gather in a buffer, which goes out when it is full, when the payload
/// of a large DATA frame must follow it, or with [#flush]. Confined to a worker.
final class FrameWriter {

  private static final int BUFFER_SIZE = 2048;
  private static final int FULL = 16 << 10;

  /// Data up to this size is copied behind its header.
  private static final int SMALL = 1024;

  private final Http2Connection.Owner owner;
  private @Nullable ByteBuf buffer;

  FrameWriter(Http2Connection.Owner owner) {
    this.owner = owner;
  }

  void preface() {
    Preface.write(buffer());
  }

  /// Sends what was gathered.
  void flush() {
    var gathered = buffer;
    buffer = null;
    if (gathered != null) {
      owner.write(gathered);
    }
  }

  /// Drops what was gathered.
  void close() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }

  private ByteBuf buffer() {
    var gathered = buffer;
    if (gathered == null) {
      gathered = PooledByteBufAllocator.DEFAULT.buffer(BUFFER_SIZE);
      buffer = gathered;
      owner.flushSoon();
    }
    return gathered;
  }

  private void flushIfFull() {
    if (buffer != null && buffer.readableBytes() >= FULL) {
      flush();
    }
  }

  private ByteBuf header(int length, int type, int flags, int streamId) {
    return buffer().writeMedium(length).writeByte(type).writeByte(flags).writeInt(streamId);
  }

  /// Writes `owned` as one frame; it must not be larger than a frame may be.
  void data(int streamId, ByteBuf owned, boolean endsStream) {
    int size = owned.readableBytes();
    var out = header(size, Http2FrameTypes.DATA, endsStream ? FrameReader.END_STREAM : 0, streamId);
    if (size <= SMALL) {
      out.writeBytes(owned);
      owned.release();
      flushIfFull();
    } else {
      flush();
      owner.write(owned);
    }
  }

  /// Writes a header block, which stays the caller's, in as many frames as it needs.
  void headers(int streamId, ByteBuf block, boolean endsStream) {
    int end = endsStream ? FrameReader.END_STREAM : 0;
    int type = Http2FrameTypes.HEADERS;
    do {
      int size = Math.min(block.readableBytes(), FrameReader.MAX_FRAME_SIZE);
      int last = size == block.readableBytes() ? FrameReader.END_HEADERS : 0;
      header(size, type, end | last, streamId).writeBytes(block, size);
      type = Http2FrameTypes.CONTINUATION;
      end = 0;
    } while (block.isReadable());
    flushIfFull();
  }

  /// Writes settings as pairs of identifier and value.
  void settings(int... pairs) {
    var out = header(pairs.length * 3, Http2FrameTypes.SETTINGS, 0, 0);
    for (int i = 0; i < pairs.length; i += 2) {
      out.writeShort(pairs[i]).writeInt(pairs[i + 1]);
    }
  }

  void acknowledgeSettings() {
    header(0, Http2FrameTypes.SETTINGS, FrameReader.ACK, 0);
    flushIfFull();
  }

  void ping(long content) {
    header(8, Http2FrameTypes.PING, 0, 0).writeLong(content);
    flushIfFull();
  }

  void acknowledgePing(long content) {
    header(8, Http2FrameTypes.PING, FrameReader.ACK, 0).writeLong(content);
    flushIfFull();
  }

  void windowUpdate(int streamId, int increment) {
    header(4, Http2FrameTypes.WINDOW_UPDATE, 0, streamId).writeInt(increment);
    flushIfFull();
  }

  void reset(int streamId, Http2Error error) {
    header(4, Http2FrameTypes.RST_STREAM, 0, streamId).writeInt((int) error.code());
    flushIfFull();
  }

  void goAway(int lastStreamId, Http2Error error) {
    header(8, Http2FrameTypes.GO_AWAY, 0, 0).writeInt(lastStreamId).writeInt((int) error.code());
  }
}
