package dev.pipy.codec.fastcgi;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Map;

/// Writes records.
public final class RecordWriter {

  /// Content of a record is padded to a multiple of this.
  private static final int ALIGNMENT = 8;

  private static final int HEADER_SIZE = 8;
  private static final int LARGEST = 0xfff8;
  private static final ByteBufAllocator MEMORY = PooledByteBufAllocator.DEFAULT;

  private RecordWriter() {}

  /// The beginning of a request.
  public static ByteBuf begin(int requestId, int role, boolean isKeptAlive) {
    return header(RecordType.BEGIN_REQUEST, requestId, 8, 0, 8)
        .writeShort(role)
        .writeByte(isKeptAlive ? 1 : 0)
        .writeZero(5);
  }

  /// The end of an answer.
  public static ByteBuf end(int requestId, int applicationStatus, int protocolStatus) {
    return header(RecordType.END_REQUEST, requestId, 8, 0, 8)
        .writeInt(applicationStatus)
        .writeByte(protocolStatus)
        .writeZero(3);
  }

  /// The answer to a record of a type that is not known.
  public static ByteBuf unknown(int type) {
    return header(RecordType.UNKNOWN_TYPE, 0, 8, 0, 8).writeByte(type).writeZero(7);
  }

  /// Names and values as the whole content of a record that is no stream. They must fit into one.
  public static ByteBuf values(RecordType type, Map<String, String> values) {
    var pairs = NameValues.write(values);
    try {
      int length = pairs.readableBytes();
      return header(type, 0, length, 0, length).writeBytes(pairs);
    } finally {
      pairs.release();
    }
  }

  /// Bytes of a stream, in as many records as they need; `bytes`, which are taken over, are not
  /// copied.
  public static ByteBuf stream(RecordType type, int requestId, ByteBuf bytes) {
    if (bytes.readableBytes() <= LARGEST) {
      return record(type, requestId, bytes);
    }
    var records = MEMORY.compositeBuffer(1024);
    while (bytes.isReadable()) {
      var part = bytes.readRetainedSlice(Math.min(LARGEST, bytes.readableBytes()));
      records.addComponent(true, record(type, requestId, part));
    }
    bytes.release();
    return records;
  }

  private static ByteBuf record(RecordType type, int requestId, ByteBuf bytes) {
    int length = bytes.readableBytes();
    int padding = (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT;
    var head = header(type, requestId, length, padding, 0);
    return Unpooled.wrappedBuffer(head, bytes, MEMORY.buffer(padding).writeZero(padding));
  }

  /// The end of a stream.
  public static ByteBuf endOfStream(RecordType type, int requestId) {
    return header(type, requestId, 0, 0, 0);
  }

  /// @param room for what will be written behind the header
  private static ByteBuf header(RecordType type, int requestId, int length, int padding, int room) {
    return MEMORY
        .directBuffer(HEADER_SIZE + room)
        .writeByte(1)
        .writeByte(type.code())
        .writeShort(requestId)
        .writeShort(length)
        .writeByte(padding)
        .writeZero(1);
  }
}
