package dev.pipy.codec.compression;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Undoes gzip and deflate with the JDK's zlib. The first two bytes say which frame there is:
///
/// ```text
///          1f 8b                   end of deflate       8 bytes that agree
///   START --------> GZIP_HEADER --> BODY -----------> TRAILER ------------> GZIP_HEADER
///     '--zlib, or bare deflate----> BODY -----------> END                  (or no more)
/// ```
final class Inflate extends Decompressor {

  private static final int TRAILER_SIZE = 8;
  private static final int ZLIB_CHECK = 31;

  private final boolean gzipOnly;
  private State state = State.START;
  private int firstOctet = -1;
  private GzipHeader header = new GzipHeader();
  private @Nullable Inflater inflater;
  private @Nullable CRC32 crc;
  private long trailer;
  private int trailerSize;

  private enum State {
    START,
    GZIP_HEADER,
    BODY,
    TRAILER,
    END
  }

  /// Decompresses one body.
  ///
  /// @param gzipOnly whether other frames are refused
  Inflate(DecompressionLimit limit, boolean gzipOnly) {
    super(limit);
    this.gzipOnly = gzipOnly;
  }

  @Override
  boolean decompress(ByteBuf bytes, Consumer<ByteBuf> sink) {
    while (bytes.isReadable() && !isOver()) {
      boolean isGood =
          switch (state) {
            case START -> start(bytes.readUnsignedByte(), sink);
            case GZIP_HEADER -> readHeader(bytes.readUnsignedByte());
            case BODY -> {
              var open = open(false);
              open.setInput(bytes.nioBuffer());
              int end = bytes.writerIndex();
              boolean inflated = inflate(open, sink);
              if (inflated && !isOver()) {
                bytes.readerIndex(end - open.getRemaining());
              }
              yield inflated;
            }
            case TRAILER -> readTrailer(bytes.readUnsignedByte());
            case END -> false;
          };
      if (!isGood) {
        return false;
      }
    }
    return true;
  }

  private boolean start(int octet, Consumer<ByteBuf> sink) {
    if (firstOctet < 0) {
      firstOctet = octet;
      return true;
    }
    if (firstOctet == GzipHeader.ID_1 && octet == GzipHeader.ID_2) {
      state = State.GZIP_HEADER;
      crc = new CRC32();
      return header.read(firstOctet) && header.read(octet);
    }
    if (gzipOnly) {
      return false;
    }
    // RFC 1950 section 2.2
    boolean isZlib =
        (firstOctet & 0xf) == GzipHeader.DEFLATE && ((firstOctet << 8) | octet) % ZLIB_CHECK == 0;
    state = State.BODY;
    var open = open(!isZlib);
    open.setInput(new byte[] {(byte) firstOctet, (byte) octet});
    return inflate(open, sink);
  }

  private boolean readHeader(int octet) {
    if (!header.read(octet)) {
      return false;
    }
    if (header.isComplete()) {
      state = State.BODY;
      open(true).reset();
    }
    return true;
  }

  private Inflater open(boolean isBare) {
    var open = inflater;
    if (open == null) {
      open = new Inflater(isBare);
      inflater = open;
    }
    return open;
  }

  /// Inflates what was set as input; false if it is malformed.
  private boolean inflate(Inflater open, Consumer<ByteBuf> sink) {
    while (!isOver()) {
      var chunk = newChunk();
      int length;
      try {
        length = open.inflate(chunk.nioBuffer(0, CHUNK_SIZE));
      } catch (DataFormatException corrupt) {
        chunk.release();
        return false;
      }
      // before it is handed on, for this may be closed by whoever gets it
      boolean isFinished = open.finished();
      boolean isStarved = open.needsInput();
      boolean isLost = open.needsDictionary() || (length == 0 && !isFinished && !isStarved);
      handOn(chunk, length, sink);
      if (isLost) {
        return false;
      }
      if (isFinished) {
        state = crc == null ? State.END : State.TRAILER;
        return true;
      }
      if (length < CHUNK_SIZE && isStarved) {
        return true;
      }
    }
    return true;
  }

  private void handOn(ByteBuf chunk, int length, Consumer<ByteBuf> sink) {
    if (length == 0) {
      chunk.release();
      return;
    }
    chunk.writerIndex(length);
    if (crc != null) {
      crc.update(chunk.nioBuffer());
    }
    emit(chunk, sink);
  }

  /// RFC 1952 section 2.3.1: CRC-32 and length modulo 2^32, least significant byte first.
  private boolean readTrailer(int octet) {
    trailer |= (long) octet << (8 * trailerSize++);
    if (trailerSize < TRAILER_SIZE) {
      return true;
    }
    var open = open(true);
    long length = open.getBytesWritten() & 0xffff_ffffL;
    boolean agrees = crc != null && trailer == ((length << 32) | crc.getValue());
    trailer = 0;
    trailerSize = 0;
    crc = new CRC32();
    header = new GzipHeader();
    state = State.GZIP_HEADER; // of another member, if there is one
    return agrees;
  }

  @Override
  boolean isComplete() {
    return state == State.END || (state == State.GZIP_HEADER && header.isEmpty());
  }

  @Override
  void free() {
    if (inflater != null) {
      inflater.end();
    }
  }
}
