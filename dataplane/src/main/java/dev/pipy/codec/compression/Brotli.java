package dev.pipy.codec.compression;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.function.Consumer;

/// Undoes brotli with the native library of brotli4j: the pure Java decoder pulls its input from a
/// stream and so would have to wait for the network.
final class Brotli extends Decompressor {

  private final DecoderJNI.Wrapper decoder;
  private boolean isDone;

  /// Decompresses one body.
  Brotli(DecompressionLimit limit) {
    super(limit);
    try {
      decoder = new DecoderJNI.Wrapper(CHUNK_SIZE);
    } catch (IOException refused) {
      throw new IllegalStateException("brotli decoder cannot be made", refused);
    }
  }

  @Override
  boolean decompress(ByteBuf bytes, Consumer<ByteBuf> sink) {
    while (!isOver()) {
      switch (decoder.getStatus()) {
        case OK -> decoder.push(0);
        case NEEDS_MORE_OUTPUT -> pull(sink);
        case NEEDS_MORE_INPUT -> {
          if (decoder.hasOutput()) {
            pull(sink);
          } else if (bytes.isReadable()) {
            push(bytes);
          } else {
            return true;
          }
        }
        case DONE -> {
          if (decoder.hasOutput()) {
            pull(sink);
          } else {
            isDone = true;
            return !bytes.isReadable();
          }
        }
        case ERROR -> {
          return false;
        }
      }
    }
    return true;
  }

  private void push(ByteBuf bytes) {
    var input = decoder.getInputBuffer();
    input.clear();
    int length = Math.min(input.remaining(), bytes.readableBytes());
    input.limit(length);
    bytes.readBytes(input);
    decoder.push(length);
  }

  private void pull(Consumer<ByteBuf> sink) {
    var chunk = newChunk();
    chunk.writeBytes(decoder.pull(CHUNK_SIZE)); // which is valid until the next call
    emit(chunk, sink);
  }

  @Override
  boolean isComplete() {
    return isDone;
  }

  @Override
  void free() {
    decoder.destroy();
  }
}
