package dev.pipy.codec.compression;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/// Applies a content coding to a body as it comes. Holds memory outside of the heap until [#close].
/// Confined to whoever feeds it.
public abstract sealed class Compressor permits Deflate, BrotliCompressor {

  static final int CHUNK_SIZE = 8 << 10;

  private boolean isClosed;

  /// How a body is compressed.
  public enum Format {
    /// RFC 1952.
    GZIP("gzip"),
    /// The zlib format (RFC 1950), which HTTP calls deflate.
    DEFLATE("deflate"),
    /// RFC 7932.
    BROTLI("br");

    private final String token;

    Format(String token) {
      this.token = token;
    }

    /// The name on the wire.
    public String token() {
      return token;
    }

    /// Whether it can be written on this machine: brotli has a native library. Loads it when first
    /// asked, which blocks.
    public boolean isAvailable() {
      return this != BROTLI || Brotli4jLoader.isAvailable();
    }
  }

  /// One for a body; requires [Format#isAvailable].
  public static Compressor of(Format format) {
    return switch (format) {
      case GZIP -> new Deflate(true);
      case DEFLATE -> new Deflate(false);
      case BROTLI -> new BrotliCompressor();
    };
  }

  /// Compresses `bytes`, which stay the caller's. Gives to `sink`, which may close this, what comes
  /// out by then: usually nothing until there is much of it.
  public abstract void write(ByteBuf bytes, Consumer<ByteBuf> sink);

  /// Gives out all that was written so far, so that it can be read at the other end.
  public abstract void flush(Consumer<ByteBuf> sink);

  /// Ends the body.
  public abstract void finish(Consumer<ByteBuf> sink);

  /// Gives back what is outside of the heap.
  abstract void free();

  final boolean isClosed() {
    return isClosed;
  }

  /// Ends it, wherever it is.
  public void close() {
    if (!isClosed) {
      isClosed = true;
      free();
    }
  }
}
