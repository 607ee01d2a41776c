package dev.pipy.codec.fastcgi;

import dev.pipy.codec.StreamDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Reads records. The content of those that carry a stream is handed on as it comes; what has to be
/// whole, such as the end of a request, is collected, 64 KiB at most.
public final class RecordReader implements StreamDecoder {

  private static final int VERSION = 1;
  private static final int HEADER_SIZE = 8;

  private final Sink sink;
  private final ByteBuf header = Unpooled.buffer(HEADER_SIZE, HEADER_SIZE);
  private @Nullable RecordType type;
  private int code;
  private int requestId;
  private int length;
  private int missing;
  private int padding;
  private boolean isInRecord;
  private @Nullable ByteBuf collected;
  private boolean isOver;

  /// What hears of records. May [#stop] the reader at any time.
  public interface Sink {

    /// A whole record that carries no stream. The content stays the reader's.
    void record(RecordType type, int requestId, ByteBuf content);

    /// Takes over bytes of a stream.
    void stream(RecordType type, int requestId, ByteBuf bytes);

    /// A stream has ended.
    void endOfStream(RecordType type, int requestId);

    /// A record of a type that FastCGI has not.
    void unknown(int type, int requestId);

    /// What came is no FastCGI; nothing is read any more.
    void malformed();
  }

  /// Reads records of either side.
  public RecordReader(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf bytes) {
    try {
      while (!isOver && (bytes.isReadable() || isComplete())) {
        if (!isInRecord) {
          header.writeByte(bytes.readByte());
          readHeader();
        } else if (missing > 0) {
          readContent(bytes);
        } else if (padding > 0) {
          int skipped = Math.min(padding, bytes.readableBytes());
          bytes.skipBytes(skipped);
          padding -= skipped;
        } else {
          endRecord();
        }
      }
    } finally {
      bytes.release();
    }
  }

  private boolean isComplete() {
    return isInRecord && missing == 0 && padding == 0;
  }

  private void readHeader() {
    if (header.getUnsignedByte(0) != VERSION) {
      fail();
      return;
    }
    if (header.readableBytes() < HEADER_SIZE) {
      return;
    }
    code = header.getUnsignedByte(1);
    type = RecordType.of(code);
    requestId = header.getUnsignedShort(2);
    length = header.getUnsignedShort(4);
    padding = header.getUnsignedByte(6);
    missing = length;
    header.clear();
    isInRecord = true;
  }

  private static boolean isStream(@Nullable RecordType type) {
    return type == RecordType.STDIN
        || type == RecordType.STDOUT
        || type == RecordType.STDERR
        || type == RecordType.PARAMS
        || type == RecordType.DATA;
  }

  private void readContent(ByteBuf bytes) {
    int size = Math.min(missing, bytes.readableBytes());
    missing -= size;
    if (type == null) {
      bytes.skipBytes(size);
    } else if (isStream(type)) {
      sink.stream(type, requestId, bytes.readRetainedSlice(size));
    } else {
      if (collected == null) {
        collected = Unpooled.buffer(Math.min(length, 256), length);
      }
      collected.writeBytes(bytes, size);
    }
  }

  private void endRecord() {
    isInRecord = false;
    var content = collected;
    collected = null;
    if (type == null) {
      sink.unknown(code, requestId);
    } else if (!isStream(type)) {
      sink.record(type, requestId, content == null ? Unpooled.EMPTY_BUFFER : content);
    } else if (length == 0) {
      sink.endOfStream(type, requestId);
    }
  }

  private void fail() {
    isOver = true;
    sink.malformed();
  }

  @Override
  public boolean isInside() {
    return isInRecord || header.isReadable();
  }

  @Override
  public void stop() {
    isOver = true;
    collected = null;
  }
}
