package dev.pipy.codec.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What arrived of a TLS connection, cut into records (RFC 8446 section 5.1). Records are seen
/// where they lie; only one that the network cut in two is copied together.
///
/// Bytes that are no record at all are given out as they are, for the engine to refuse.
public final class Records {

  /// Bytes that a record may have behind its header, encrypted (RFC 5246 section 6.2.3).
  public static final int LARGEST_FRAGMENT = (1 << 14) + 2048;

  private static final int HEADER = 5;
  private static final int FIRST_TYPE = 20;
  private static final int LAST_TYPE = 24;

  private final ArrayDeque<ByteBuf> chunks = new ArrayDeque<>(2);
  private @Nullable ByteBuf joined;
  private long size;

  /// Nothing arrived yet.
  public Records() {}

  /// Takes over what arrived.
  public void add(ByteBuf bytes) {
    size += bytes.readableBytes();
    chunks.add(bytes);
  }

  /// Bytes that were added and not yet skipped.
  public long size() {
    return size;
  }

  /// The next whole record; null until all of it has arrived. Valid until [#skip].
  public @Nullable ByteBuffer next() {
    dropEmpty();
    var chunk = chunks.peek();
    if (joined == null) {
      if (chunk == null) {
        return null;
      }
      int length = length(chunk);
      if (length > 0 && chunk.readableBytes() >= length) {
        return chunk.nioBuffer(chunk.readerIndex(), length);
      }
      joined = PooledByteBufAllocator.DEFAULT.directBuffer(HEADER + LARGEST_FRAGMENT);
    }
    return join(joined);
  }

  private @Nullable ByteBuffer join(ByteBuf record) {
    for (var chunk = chunks.peek(); chunk != null; chunk = chunks.peek()) {
      int length = length(record);
      int missing = (length > 0 ? length : HEADER) - record.readableBytes();
      if (missing <= 0) {
        break;
      }
      record.writeBytes(chunk, Math.min(missing, chunk.readableBytes()));
      dropEmpty();
    }
    int length = length(record);
    return length > 0 && record.readableBytes() >= length ? record.nioBuffer() : null;
  }

  /// Forgets the first bytes of what [#next] gave.
  public void skip(int count) {
    size -= count;
    if (joined != null) {
      joined.skipBytes(count);
      if (!joined.isReadable()) {
        joined.release();
        joined = null;
      }
    } else if (count > 0) {
      chunks.element().skipBytes(count);
      dropEmpty();
    }
  }

  /// Gives everything back.
  public void release() {
    if (joined != null) {
      joined.release();
      joined = null;
    }
    chunks.forEach(ByteBuf::release);
    chunks.clear();
    size = 0;
  }

  private void dropEmpty() {
    for (var chunk = chunks.peek(); chunk != null && !chunk.isReadable(); chunk = chunks.peek()) {
      chunks.remove().release();
    }
  }

  /// Bytes of the record with its header; 0 while that is not known; what is there if it is none.
  private static int length(ByteBuf bytes) {
    if (bytes.readableBytes() < HEADER) {
      return 0;
    }
    int at = bytes.readerIndex();
    int type = bytes.getUnsignedByte(at);
    int fragment = bytes.getUnsignedShort(at + 3);
    boolean isRecord =
        type >= FIRST_TYPE
            && type <= LAST_TYPE
            && bytes.getByte(at + 1) == 3
            && fragment <= LARGEST_FRAGMENT;
    return isRecord ? HEADER + fragment : bytes.readableBytes();
  }
}
