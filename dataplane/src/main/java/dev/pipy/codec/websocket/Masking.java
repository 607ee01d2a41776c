package dev.pipy.codec.websocket;

import io.netty.buffer.ByteBuf;

/// The masking of frames that clients send (RFC 6455 section 5.3): the same for both ways.
final class Masking {

  private Masking() {}

  /// Masks the readable bytes in place, or unmasks them.
  ///
  /// @param mask the four bytes, the first of them highest
  /// @param position of the first byte within the payload
  static void apply(ByteBuf bytes, int mask, long position) {
    int turned = Integer.rotateLeft(mask, 8 * (int) (position & 3));
    long twice = ((long) turned << 32) | (turned & 0xffff_ffffL);
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      bytes.setLong(at, bytes.getLong(at) ^ twice);
    }
    for (int shift = 24; at < end; at++, shift = (shift - 8) & 31) {
      bytes.setByte(at, bytes.getByte(at) ^ (turned >> shift));
    }
  }
}
