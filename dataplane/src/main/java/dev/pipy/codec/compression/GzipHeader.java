package dev.pipy.codec.compression;

/// Reads over the header of a gzip member (RFC 1952 section 2.3), byte by byte.
final class GzipHeader {

  static final int ID_1 = 0x1f;
  static final int ID_2 = 0x8b;
  static final int DEFLATE = 8;

  /// Bytes that every header has.
  static final int FIXED_SIZE = 10;

  private static final int METHOD_AT = 2;
  private static final int FLAGS_AT = 3;
  private static final int CHECK = 1 << 1;
  private static final int EXTRA = 1 << 2;
  private static final int NAME = 1 << 3;
  private static final int COMMENT = 1 << 4;
  private static final int RESERVED = 0xe0;

  /// Bytes of the fixed part so far.
  private int fixed;

  /// The optional parts that are still to come.
  private int parts;

  /// Bytes of the present part so far.
  private int part;

  private int extraLength;

  /// Whether the last byte of the header was read.
  boolean isComplete() {
    return fixed == FIXED_SIZE && parts == 0;
  }

  /// Whether nothing was read yet.
  boolean isEmpty() {
    return fixed == 0;
  }

  /// Takes the next byte, 0 to 255; false if it cannot stand here.
  boolean read(int octet) {
    if (fixed < FIXED_SIZE) {
      return readFixed(octet);
    }
    part++;
    // in the order in which they follow each other
    if ((parts & EXTRA) != 0) {
      readExtra(octet);
    } else if ((parts & NAME) != 0) {
      endIf(octet == 0, NAME);
    } else if ((parts & COMMENT) != 0) {
      endIf(octet == 0, COMMENT);
    } else {
      endIf(part == 2, CHECK);
    }
    return true;
  }

  private boolean readFixed(int octet) {
    int at = fixed++;
    return switch (at) {
      case 0 -> octet == ID_1;
      case 1 -> octet == ID_2;
      case METHOD_AT -> octet == DEFLATE;
      case FLAGS_AT -> {
        parts = octet & (EXTRA | NAME | COMMENT | CHECK);
        yield (octet & RESERVED) == 0;
      }
      default -> true;
    };
  }

  private void readExtra(int octet) {
    if (part <= 2) {
      extraLength |= octet << (8 * (part - 1));
    }
    endIf(part >= 2 && part == 2 + extraLength, EXTRA);
  }

  private void endIf(boolean isOver, int which) {
    if (isOver) {
      parts &= ~which;
      part = 0;
    }
  }
}
