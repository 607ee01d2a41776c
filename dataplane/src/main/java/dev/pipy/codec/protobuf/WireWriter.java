package dev.pipy.codec.protobuf;

import dev.pipy.event.Bytes;
import java.io.ByteArrayOutputStream;

/// Writes the parts of the encoding. Confined to its user.
final class WireWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// A field with its tag.
  void field(int number, WireValue value) {
    tag(number, value.wireType());
    payload(value);
    if (value instanceof WireValue.Group) {
      tag(number, WireValue.END_GROUP);
    }
  }

  private void tag(int number, int wireType) {
    varint((long) number << 3 | wireType);
  }

  /// What stands behind a tag; of a number, what it is among others.
  void payload(WireValue value) {
    switch (value) {
      case WireValue.Varint(long bits) -> varint(bits);
      case WireValue.Fixed64(long bits) -> fixed(bits, Long.SIZE);
      case WireValue.Fixed32(int bits) -> fixed(bits, Integer.SIZE);
      case WireValue.Length(Bytes bytes) -> {
        varint(bytes.size());
        out.writeBytes(bytes.toArray());
      }
      case WireValue.Group(Bytes content) -> out.writeBytes(content.toArray());
    }
  }

  private void varint(long bits) {
    long rest = bits;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private void fixed(long bits, int size) {
    for (int shift = 0; shift < size; shift += 8) {
      out.write((int) (bits >> shift));
    }
  }

  Bytes bytes() {
    return new Bytes(out.toByteArray());
  }
}
