package dev.pipy.codec.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/// Writes frames.
public final class FrameWriter {

  private static final int LONGEST_HEAD = 14;

  private FrameWriter() {}

  /// A frame with the bytes that can be read from `payload`, which is taken over; the caller owns
  /// the frame.
  ///
  /// @param isMasked whether `mask` is applied, as clients have to
  public static ByteBuf write(
      int opcode, boolean isFinal, boolean isMasked, int mask, ByteBuf payload) {
    int length = payload.readableBytes();
    var out = PooledByteBufAllocator.DEFAULT.directBuffer(LONGEST_HEAD + length);
    int maskBit = isMasked ? 0x80 : 0;
    out.writeByte((isFinal ? 0x80 : 0) | opcode);
    if (length <= Opcode.LARGEST_CONTROL) {
      out.writeByte(maskBit | length);
    } else if (length <= 0xffff) {
      out.writeByte(maskBit | 126).writeShort(length);
    } else {
      out.writeByte(maskBit | 127).writeLong(length);
    }
    if (isMasked) {
      out.writeInt(mask);
    }
    int start = out.writerIndex();
    out.writeBytes(payload);
    payload.release();
    if (isMasked) {
      Masking.apply(out.slice(start, length), mask, 0);
    }
    return out;
  }
}
