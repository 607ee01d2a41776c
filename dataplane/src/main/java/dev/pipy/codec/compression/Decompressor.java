package dev.pipy.codec.compression;

import dev.pipy.event.StreamError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Undoes a content coding as its bytes come. What comes out is handed on in chunks of up to 16
/// KiB, so that little is held whatever the ratio. Holds memory outside of the heap until [#close].
public abstract sealed class Decompressor permits Inflate, Brotli {

  static final int CHUNK_SIZE = 16 << 10;

  private final DecompressionLimit limit;
  private long bytesIn;
  private long bytesOut;
  private @Nullable StreamError error;
  private boolean isClosed;

  Decompressor(DecompressionLimit limit) {
    this.limit = limit;
  }

  /// One for `coding`; requires [ContentCoding#canDecompress].
  public static Decompressor of(ContentCoding coding, DecompressionLimit limit) {
    return switch (coding) {
      case GZIP -> new Inflate(limit, true);
      case DEFLATE -> new Inflate(limit, false);
      case BROTLI -> new Brotli(limit);
    };
  }

  /// Decompresses `bytes`, which stay the caller's, and gives what comes out to `sink`, which may
  /// close this. Null, or what is wrong: ProtocolError for bytes that are not of this coding,
  /// BufferOverflow when too much comes out. Nothing comes out after that.
  public @Nullable StreamError read(ByteBuf bytes, Consumer<ByteBuf> sink) {
    if (error == null && !isClosed && bytes.isReadable()) {
      bytesIn += bytes.readableBytes();
      if (!decompress(bytes, sink)) {
        fail(StreamError.PROTOCOL_ERROR);
      }
    }
    return error;
  }

  /// What is wrong if nothing more comes: null, or ProtocolError if something is missing. A body of
  /// no bytes at all is complete.
  public @Nullable StreamError end() {
    if (error == null && bytesIn > 0 && !isComplete()) {
      fail(StreamError.PROTOCOL_ERROR);
    }
    return error;
  }

  /// Decompresses all of `bytes`, or until [#isOver]; false if they are malformed.
  abstract boolean decompress(ByteBuf bytes, Consumer<ByteBuf> sink);

  /// Whether the last byte was one that may be the last.
  abstract boolean isComplete();

  /// Gives back what is outside of the heap.
  abstract void free();

  /// Whether nothing more may come out.
  final boolean isOver() {
    return isClosed || error != null;
  }

  static ByteBuf newChunk() {
    return PooledByteBufAllocator.DEFAULT.directBuffer(CHUNK_SIZE, CHUNK_SIZE);
  }

  /// Hands on a chunk, which is taken over, unless it is too much.
  final void emit(ByteBuf chunk, Consumer<ByteBuf> sink) {
    bytesOut += chunk.readableBytes();
    if (limit.isExceeded(bytesIn, bytesOut)) {
      chunk.release();
      fail(StreamError.BUFFER_OVERFLOW);
    } else {
      sink.accept(chunk);
    }
  }

  private void fail(StreamError reason) {
    if (error == null) {
      error = reason;
    }
  }

  /// Ends it, wherever it is.
  public void close() {
    if (!isClosed) {
      isClosed = true;
      free();
    }
  }
}
