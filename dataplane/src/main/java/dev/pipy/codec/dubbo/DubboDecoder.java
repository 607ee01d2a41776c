package dev.pipy.codec.dubbo;

import dev.pipy.codec.StreamDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Reads frames. Bodies are handed on as they come, so only a header is ever held.
public final class DubboDecoder implements StreamDecoder {

  private final Sink sink;
  private final ByteBuf header = Unpooled.buffer(DubboHeader.SIZE, DubboHeader.SIZE);
  private long missing;
  private boolean isInBody;
  private boolean isOver;

  /// What hears of frames. May [#stop] the decoder at any time.
  public interface Sink {

    /// A frame begins.
    ///
    /// @param length of its body, in bytes
    void begin(DubboHeader header, int length);

    /// Takes over bytes of the body.
    void data(ByteBuf bytes);

    /// The frame is complete.
    void end();

    /// What came is not Dubbo; nothing is read any more.
    void malformed();
  }

  /// Reads frames of either side.
  public DubboDecoder(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf bytes) {
    try {
      while (!isOver && bytes.isReadable()) {
        if (isInBody) {
          readBody(bytes);
        } else {
          header.writeByte(bytes.readByte());
          readHeader();
        }
      }
    } finally {
      bytes.release();
    }
  }

  /// Whether a frame has begun and not ended.
  @Override
  public boolean isInside() {
    return isInBody || header.isReadable();
  }

  @Override
  public void stop() {
    isOver = true;
  }

  private void readHeader() {
    int size = header.readableBytes();
    if (size < DubboHeader.SIZE) {
      // another protocol is known by its first bytes, and may have no more
      boolean isDubbo =
          header.getUnsignedByte(0) == DubboHeader.MAGIC_1
              && (size == 1 || header.getUnsignedByte(1) == DubboHeader.MAGIC_2);
      if (!isDubbo) {
        fail();
      }
      return;
    }
    var read = DubboHeader.read(header);
    int length = header.readInt();
    header.clear();
    if (read == null || length < 0) {
      fail();
      return;
    }
    missing = length;
    isInBody = true;
    sink.begin(read, length);
    endIfComplete();
  }

  private void readBody(ByteBuf bytes) {
    int length = (int) Math.min(missing, bytes.readableBytes());
    missing -= length;
    sink.data(bytes.readRetainedSlice(length));
    endIfComplete();
  }

  private void endIfComplete() {
    if (!isOver && missing == 0) {
      isInBody = false;
      sink.end();
    }
  }

  private void fail() {
    isOver = true;
    sink.malformed();
  }
}
