package dev.pipy.codec.thrift;

import java.io.ByteArrayOutputStream;

/// Writes the parts of a message. Confined to its user.
final class ThriftOutput {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  /// The last `octets` bytes of a number, the most significant first.
  void big(long number, int octets) {
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
      out.write((int) (number >> shift));
    }
  }

  void little64(long number) {
    big(Long.reverseBytes(number), Long.BYTES);
  }

  void octet(int octet) {
    out.write(octet);
  }

  void varint(long number) {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  void zigzag(long number) {
    varint((number << 1) ^ (number >> 63));
  }

  void octets(byte[] octets) {
    out.writeBytes(octets);
  }

  byte[] toArray() {
    return out.toByteArray();
  }
}
