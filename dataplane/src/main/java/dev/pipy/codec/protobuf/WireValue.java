package dev.pipy.codec.protobuf;

import dev.pipy.event.Bytes;

/// What a field holds, as far as that can be told without a schema.
sealed interface WireValue {

  int VARINT = 0;
  int I64 = 1;
  int LEN = 2;
  int START_GROUP = 3;
  int END_GROUP = 4;
  int I32 = 5;

  /// A number of up to 64 bits, seven at a time.
  record Varint(long bits) implements WireValue {}

  /// Eight bytes, least significant first.
  record Fixed64(long bits) implements WireValue {}

  /// Four bytes, least significant first.
  record Fixed32(int bits) implements WireValue {}

  /// Text, bytes, a message, or numbers one after the other. Nobody changes the bytes.
  record Length(Bytes bytes) implements WireValue {}

  /// The fields of a group, which nobody uses any more, as they came.
  record Group(Bytes content) implements WireValue {}

  /// The number that stands in the tag.
  default int wireType() {
    return switch (this) {
      case Varint _ -> VARINT;
      case Fixed64 _ -> I64;
      case Fixed32 _ -> I32;
      case Length _ -> LEN;
      case Group _ -> START_GROUP;
    };
  }

  /// The name that the documentation of the encoding has.
  default String typeName() {
    return switch (this) {
      case Varint _ -> "VARINT";
      case Fixed64 _ -> "I64";
      case Fixed32 _ -> "I32";
      case Length _ -> "LEN";
      case Group _ -> "SGROUP";
    };
  }
}
