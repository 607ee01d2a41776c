package dev.pipy.codec.compression;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Writes gzip or deflate (the zlib format) with the JDK's zlib, at its default level, 6.
final class Deflate extends Compressor {

  private static final int UNKNOWN_SYSTEM = 255;

  private final Deflater deflater;
  private final @Nullable CRC32 crc;
  private boolean isBegun;

  /// @param isGzip whether with the header and trailer of gzip
  Deflate(boolean isGzip) {
    deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, isGzip);
    crc = isGzip ? new CRC32() : null;
  }

  @Override
  public void write(ByteBuf bytes, Consumer<ByteBuf> sink) {
    if (isClosed() || !bytes.isReadable()) {
      return;
    }
    if (crc != null) {
      crc.update(bytes.nioBuffer());
    }
    deflater.setInput(bytes.nioBuffer());
    drain(Deflater.NO_FLUSH, sink);
  }

  @Override
  public void flush(Consumer<ByteBuf> sink) {
    drain(Deflater.SYNC_FLUSH, sink);
  }

  @Override
  public void finish(Consumer<ByteBuf> sink) {
    if (!isClosed()) {
      deflater.finish();
      drain(Deflater.NO_FLUSH, sink);
    }
  }

  private void drain(int mode, Consumer<ByteBuf> sink) {
    while (!isClosed()) {
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

  @Override
  void free() {
    deflater.end();
  }
}
