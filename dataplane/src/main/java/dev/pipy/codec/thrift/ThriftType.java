package dev.pipy.codec.thrift;

import org.jspecify.annotations.Nullable;

/// What a value is, by the names that messages have, with the numbers of both protocols.
enum ThriftType {
  /// True or false.
  BOOL(2, 2),
  /// A whole number of 8 bits; all have a sign.
  I8(3, 3),
  /// 16 bits.
  I16(6, 4),
  /// 32 bits.
  I32(8, 5),
  /// 64 bits.
  I64(10, 6),
  /// IEEE 754.
  DOUBLE(4, 7),
  /// Bytes, or text in UTF-8.
  BINARY(11, 8),
  /// Fields with numbers and types.
  STRUCT(12, 12),
  /// Keys of one type and values of one type.
  MAP(13, 11),
  /// Elements of one type.
  SET(14, 10),
  /// Elements of one type, in order.
  LIST(15, 9),
  /// Sixteen bytes.
  UUID(16, 13);

  /// Ends the fields of a struct, in both protocols.
  static final int STOP = 0;

  /// What the compact protocol has for a BOOL that is true.
  static final int COMPACT_TRUE = 1;

  private static final ThriftType[] BINARY_TYPES = new ThriftType[17];
  private static final ThriftType[] COMPACT_TYPES = new ThriftType[14];

  static {
    for (var type : values()) {
      BINARY_TYPES[type.binaryCode] = type;
      COMPACT_TYPES[type.compactCode] = type;
    }
    COMPACT_TYPES[COMPACT_TRUE] = BOOL;
  }

  private final int binaryCode;
  private final int compactCode;

  ThriftType(int binaryCode, int compactCode) {
    this.binaryCode = binaryCode;
    this.compactCode = compactCode;
  }

  int binaryCode() {
    return binaryCode;
  }

  int compactCode() {
    return compactCode;
  }

  /// The type with that number in the binary protocol; null if there is none.
  static @Nullable ThriftType ofBinary(int code) {
    return code >= 0 && code < BINARY_TYPES.length ? BINARY_TYPES[code] : null;
  }

  /// The type with that number in the compact protocol; null if there is none.
  static @Nullable ThriftType ofCompact(int code) {
    return code >= 0 && code < COMPACT_TYPES.length ? COMPACT_TYPES[code] : null;
  }

  /// The type of that name; null if there is none.
  static @Nullable ThriftType ofName(@Nullable Object name) {
    for (var type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }
}
