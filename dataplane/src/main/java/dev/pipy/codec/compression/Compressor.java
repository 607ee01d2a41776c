package dev.pipy.codec.compression;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Applies gzip or deflate (the zlib format) to a body as it comes, with the JDK's zlib. Holds
/// memory outside of the heap until [#close]. Confined to whoever feeds it.
public final class Compressor {

  private static final int CHUNK_SIZE = 8 << 10;
  private static final int UNKNOWN_SYSTEM = 255;

  private final Deflater deflater;
  private final @Nullable CRC32 crc;
  private boolean isBegun;
  private boolean isClosed;

  /// How a body is framed.
  public enum Format {
    /// RFC 1952.
    GZIP,
    /// The zlib format (RFC 1950), which HTTP calls deflate.
    DEFLATE
  }

  /// Compresses one body with zlib's default level, 6.
  public Compressor(Format format) {
    deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, format == Format.GZIP);
    crc = format == Format.GZIP ? new CRC32() : null;
  }

  /// Compresses `bytes`, which stay the caller's. Gives to `sink`, which may close this, what comes
  /// out by then: usually nothing until there is much of it.
  public void write(ByteBuf bytes, Consumer<ByteBuf> sink) {
    if (isClosed || !bytes.isReadable()) {
      return;
    }
    if (crc != null) {
      crc.update(bytes.nioBuffer());
    }
    deflater.setInput(bytes.nioBuffer());
    drain(Deflater.NO_FLUSH, sink);
  }

  /// Gives out all that was written so far, so that it can be read at the other end.
  public void flush(Consumer<ByteBuf> sink) {
    drain(Deflater.SYNC_FLUSH, sink);
  }

  /// Ends the body.
  public void finish(Consumer<ByteBuf> sink) {
    if (!isClosed) {
      deflater.finish();
      drain(Deflater.NO_FLUSH, sink);
    }
  }

  private void drain(int mode, Consumer<ByteBuf> sink) {
    while (!isClosed) {
      var chunk = PooledByteBufAllocator.DEFAULT.directBuffer(CHUNK_SIZE);
      begin(chunk);
      int start = chunk.writerIndex();
      int length = deflater.deflate(chunk.nioBuffer(start, chunk.writableBytes()), mode);
      chunk.writerIndex(start + length);
      boolean isFull = !chunk.isWritable();
      boolean isFinished = deflater.finished();
      if (isFinished) {
        end(chunk);
      }
      if (chunk.isReadable()) {
        sink.accept(chunk);
      } else {
        chunk.release();
      }
      if (isFinished || !isFull) {
        return;
      }
    }
  }

  private void begin(ByteBuf out) {
    if (isBegun) {
      return;
    }
    isBegun = true;
    if (crc != null) {
      out.writeByte(GzipHeader.ID_1).writeByte(GzipHeader.ID_2).writeByte(GzipHeader.DEFLATE);
      // no flags, no time, no hint
      out.writeZero(GzipHeader.FIXED_SIZE - 4).writeByte(UNKNOWN_SYSTEM);
    }
  }

  private void end(ByteBuf out) {
    if (crc != null) {
      out.writeIntLE((int) crc.getValue()).writeIntLE((int) deflater.getBytesRead());
    }
  }

  /// Ends it, wherever it is.
  public void close() {
    if (!isClosed) {
      isClosed = true;
      deflater.end();
    }
  }
}
