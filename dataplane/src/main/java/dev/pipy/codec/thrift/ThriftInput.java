package dev.pipy.codec.thrift;

import io.netty.buffer.ByteBuf;

/// Reads the parts of a message from bytes of which some may not be there yet. A reader goes on as
/// if all were well; whoever called it then asks what was wrong. Confined to its user.
final class ThriftInput {

  private static final int LONGEST_VARINT = 10;
  private static final byte[] NONE = new byte[0];

  private final ByteBuf bytes;

  /// How much the message may still have.
  private final int room;

  private final int start;
  private Outcome outcome = Outcome.GOOD;

  /// How reading went.
  enum Outcome {
    /// All was there.
    GOOD,
    /// More has to come; nothing was read.
    SHORT,
    /// This is no Thrift.
    MALFORMED,
    /// The message would be longer than it may.
    TOO_LARGE,
    /// The message would have more values than it may.
    TOO_MANY
  }

  /// @param room bytes that the message may still have
  ThriftInput(ByteBuf bytes, int room) {
    this.bytes = bytes;
    this.room = room;
    this.start = bytes.readerIndex();
  }

  /// How reading went. If something was missing, the bytes are where they were.
  Outcome outcome() {
    if (outcome == Outcome.SHORT) {
      bytes.readerIndex(start);
    }
    return outcome;
  }

  boolean isGood() {
    return outcome == Outcome.GOOD;
  }

  void fail(Outcome reason) {
    if (outcome == Outcome.GOOD) {
      outcome = reason;
    }
  }

  /// Whether so many bytes are there; if not, nothing that is read from here on counts.
  private boolean has(int count) {
    if (outcome == Outcome.GOOD) {
      if (count > room - (bytes.readerIndex() - start)) {
        outcome = Outcome.TOO_LARGE;
      } else if (bytes.readableBytes() < count) {
        outcome = Outcome.SHORT;
      }
    }
    return outcome == Outcome.GOOD;
  }

  int unsigned8() {
    return has(1) ? bytes.readUnsignedByte() : 0;
  }

  int signed8() {
    return (byte) unsigned8();
  }

  int signed16() {
    return has(Short.BYTES) ? bytes.readShort() : 0;
  }

  int signed32() {
    return has(Integer.BYTES) ? bytes.readInt() : 0;
  }

  long signed64() {
    return has(Long.BYTES) ? bytes.readLong() : 0;
  }

  long signed64LittleEndian() {
    return has(Long.BYTES) ? bytes.readLongLE() : 0;
  }

  /// Up to 64 bits, seven at a time, the least significant first.
  long varint() {
    long number = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      int octet = unsigned8();
      if (i == LONGEST_VARINT - 1 && octet > 1) {
        break;
      }
      number |= (long) (octet & 0x7f) << (7 * i);
      if ((octet & 0x80) == 0) {
        return number;
      }
    }
    fail(Outcome.MALFORMED);
    return 0;
  }

  /// A varint whose last bit is the sign, within so many bits.
  long zigzag(int bits) {
    long folded = varint();
    long number = (folded >>> 1) ^ -(folded & 1);
    if (number != number << (Long.SIZE - bits) >> (Long.SIZE - bits)) {
      fail(Outcome.MALFORMED);
    }
    return number;
  }

  /// How many bytes or elements follow: each has a byte at least.
  int count(long count) {
    if (count < 0 || count > Integer.MAX_VALUE) {
      fail(Outcome.MALFORMED);
    } else if (count > room - (bytes.readerIndex() - start)) {
      fail(Outcome.TOO_LARGE);
    }
    return isGood() ? (int) count : 0;
  }

  byte[] octets(int count) {
    if (!has(count)) {
      return NONE;
    }
    var octets = new byte[count];
    bytes.readBytes(octets);
    return octets;
  }
}
