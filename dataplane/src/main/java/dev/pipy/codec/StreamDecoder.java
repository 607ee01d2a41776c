package dev.pipy.codec;

import io.netty.buffer.ByteBuf;

/// Reads a protocol's messages out of a stream of bytes, however these are cut into pieces, and
/// tells them to a sink of its own kind. Confined to whoever feeds it.
public interface StreamDecoder {

  /// Takes over bytes.
  void read(ByteBuf bytes);

  /// Whether a message has begun and not ended.
  boolean isInside();

  /// Reads no more, and gives back what it holds. The sink may call it from inside; it may be
  /// called again.
  void stop();
}
