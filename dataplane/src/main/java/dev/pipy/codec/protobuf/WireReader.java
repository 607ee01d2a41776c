package dev.pipy.codec.protobuf;

import dev.pipy.event.Bytes;
import java.util.Arrays;

/// Reads the parts of the encoding. Confined to its user.
final class WireReader {

  private static final int DEEPEST_GROUP = 100;
  private static final int LONGEST_VARINT = 10;

  private final byte[] bytes;
  private int at;

  WireReader(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean isAtEnd() {
    return at == bytes.length;
  }

  /// Field number and wire type.
  int tag() throws ProtobufException {
    long tag = varint();
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw new ProtobufException("no field has the number " + (tag >>> 3));
    }
    return (int) tag;
  }

  /// The value behind a tag.
  WireValue value(int tag) throws ProtobufException {
    return switch (tag & 7) {
      case WireValue.VARINT -> new WireValue.Varint(varint());
      case WireValue.I64 -> new WireValue.Fixed64(fixed64());
      case WireValue.I32 -> new WireValue.Fixed32(fixed32());
      case WireValue.LEN -> {
        int length = length();
        at += length;
        yield new WireValue.Length(copy(at - length, at));
      }
      case WireValue.START_GROUP -> group(tag);
      default -> throw new ProtobufException("wire type " + (tag & 7) + " stands for no value");
    };
  }

  private Bytes copy(int from, int to) {
    return new Bytes(Arrays.copyOfRange(bytes, from, to));
  }

  private int length() throws ProtobufException {
    long length = varint();
    if (length < 0 || length > bytes.length - at) {
      throw new ProtobufException("a value is cut off");
    }
    return (int) length;
  }

  private WireValue group(int tag) throws ProtobufException {
    int start = at;
    var open = new int[DEEPEST_GROUP];
    int depth = 0;
    open[depth++] = tag >>> 3;
    while (true) {
      int end = at;
      int inner = tag();
      switch (inner & 7) {
        case WireValue.START_GROUP -> {
          if (depth == DEEPEST_GROUP) {
            throw new ProtobufException("groups are nested too deep");
          }
          open[depth++] = inner >>> 3;
        }
        case WireValue.END_GROUP -> {
          if (open[--depth] != inner >>> 3) {
            throw new ProtobufException("a group ends that did not begin");
          }
          if (depth == 0) {
            return new WireValue.Group(copy(start, end));
          }
        }
        default -> value(inner);
      }
    }
  }

  long varint() throws ProtobufException {
    long bits = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      require(1);
      int octet = bytes[at++];
      if (i == LONGEST_VARINT - 1 && (octet & 0xfe) != 0) {
        break; // more than 64 bits
      }
      bits |= (long) (octet & 0x7f) << (7 * i);
      if (octet >= 0) {
        return bits;
      }
    }
    throw new ProtobufException("a number has more than 64 bits");
  }

  int fixed32() throws ProtobufException {
    require(Integer.BYTES);
    int bits = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 8) {
      bits |= (bytes[at++] & 0xff) << shift;
    }
    return bits;
  }

  long fixed64() throws ProtobufException {
    long low = fixed32() & 0xffff_ffffL;
    return ((long) fixed32() << Integer.SIZE) | low;
  }

  private void require(int count) throws ProtobufException {
    if (bytes.length - at < count) {
      throw new ProtobufException("a value is cut off");
    }
  }
}
