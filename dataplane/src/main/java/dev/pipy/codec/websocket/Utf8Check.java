package dev.pipy.codec.websocket;

import io.netty.buffer.ByteBuf;

/// Whether bytes that come in pieces are UTF-8 (RFC 3629): no overlong form, no surrogate, nothing
/// beyond U+10FFFF.
final class Utf8Check {

  /// Bytes of the character under way that are still to come.
  private int missing;

  /// What the next byte may be.
  private int lowest = 0x80;

  private int highest = 0xbf;

  /// Takes the bytes that can be read, which stay there; false if they cannot be UTF-8.
  boolean accepts(ByteBuf bytes) {
    for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
      int octet = bytes.getUnsignedByte(i);
      boolean isGood = missing == 0 ? begins(octet) : continues(octet);
      if (!isGood) {
        return false;
      }
    }
    return true;
  }

  private boolean begins(int octet) {
    if (octet < 0x80) {
      return true;
    }
    if (octet < 0xc2 || octet > 0xf4) {
      return false;
    }
    missing = octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3;
    lowest = octet == 0xe0 ? 0xa0 : octet == 0xf0 ? 0x90 : 0x80;
    highest = octet == 0xed ? 0x9f : octet == 0xf4 ? 0x8f : 0xbf;
    return true;
  }

  private boolean continues(int octet) {
    boolean isGood = octet >= lowest && octet <= highest;
    missing--;
    lowest = 0x80;
    highest = 0xbf;
    return isGood;
  }

  /// Whether no character is under way.
  boolean isComplete() {
    return missing == 0;
  }
}
