package dev.pipy.filter.flow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/// Bytes of many chunks, copied together, so that small chunks do not hold large network buffers.
/// Confined to a worker.
final class GatheredBytes {

  private static final int FIRST_SIZE = 1 << 10;
  private static final int CHUNK_SIZE = 64 << 10;

  private final ArrayDeque<ByteBuf> chunks = new ArrayDeque<>(1);
  private long size;

  /// Number of bytes.
  long size() {
    return size;
  }

  /// Appends a copy; `bytes` stays the caller's.
  void add(ByteBuf bytes) {
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex()) {
      var last = chunks.peekLast();
      if (last == null || last.maxWritableBytes() == 0) {
        last = ByteBufAllocator.DEFAULT.buffer(FIRST_SIZE, CHUNK_SIZE);
        chunks.add(last);
      }
      int length = Math.min(bytes.writerIndex() - at, last.maxWritableBytes());
      last.writeBytes(bytes, at, length);
      at += length;
      size += length;
    }
  }

  /// Gives all bytes away, chunk by chunk, and is empty afterwards.
  void take(Consumer<ByteBuf> output) {
    size = 0;
    for (var chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
      output.accept(chunk);
    }
  }

  /// Appends all bytes of `other`, which is empty afterwards.
  void addAll(GatheredBytes other) {
    if (size == 0) {
      size = other.size;
      other.take(chunks::add);
    } else {
      other.take(chunk -> {
        add(chunk);
        chunk.release();
      });
    }
  }

  void release() {
    take(ByteBuf::release);
  }
}
