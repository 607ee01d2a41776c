package dev.pipy.codec.thrift;

import org.jspecify.annotations.Nullable;

/// How the parts of a message are written. What is read counts only if the input is good then.
sealed interface ThriftProtocol permits BinaryProtocol, CompactProtocol {

  /// What stands before the fields of a message.
  ///
  /// @param type as [MessageType] numbers it
  record MessageHeader(int type, String name, int seqId) {}

  /// What stands before the value of a field.
  ///
  /// @param type null at the end of a struct
  /// @param flag the value of a BOOL, if it stands here, too
  record FieldHeader(@Nullable ThriftType type, int id, @Nullable Boolean flag) {

    static final FieldHeader STOP = new FieldHeader(null, 0, null);
  }

  /// What stands before the elements of a list or set.
  record ListHeader(@Nullable ThriftType type, int size) {}

  /// What stands before the pairs of a map; an empty one may name no types.
  record MapHeader(@Nullable ThriftType key, @Nullable ThriftType value, int size) {}

  /// The name that messages have.
  String protocolName();

  MessageHeader readMessage(ThriftInput in);

  /// What stands before the value of the next field.
  ///
  /// @param lastId of the field before, or 0
  FieldHeader readField(ThriftInput in, int lastId);

  ListHeader readList(ThriftInput in);

  MapHeader readMap(ThriftInput in);

  boolean readBool(ThriftInput in);

  /// A whole number of 8 to 64 bits.
  long readInteger(ThriftInput in, ThriftType type);

  double readDouble(ThriftInput in);

  byte[] readBinary(ThriftInput in);

  void writeMessage(ThriftOutput out, MessageHeader header);

  /// Writes what stands before the value of a field.
  ///
  /// @param flag the value of a BOOL
  /// @param lastId of the field before, or 0
  /// @return whether the value was written, too
  boolean writeField(ThriftOutput out, ThriftType type, int id, @Nullable Boolean flag, int lastId);

  void writeList(ThriftOutput out, @Nullable ThriftType type, int size);

  void writeMap(ThriftOutput out, @Nullable ThriftType key, @Nullable ThriftType value, int size);

  void writeBool(ThriftOutput out, boolean flag);

  void writeInteger(ThriftOutput out, ThriftType type, long number);

  void writeDouble(ThriftOutput out, double number);

  void writeBinary(ThriftOutput out, byte[] octets);
}
