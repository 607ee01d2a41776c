package dev.pipy.codec.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

/// Netty's HPACK encoder with what we need around it. Fields that hold secrets are never put into
/// the table, where their length could be guessed at (RFC 7541 section 7.1.3). Confined to a
/// worker.
final class HpackWriter implements AutoCloseable {

  private static final int LARGEST_TABLE = 4096;
  private static final AsciiString AUTHORIZATION = AsciiString.cached("authorization");
  private static final AsciiString PROXY_AUTHORIZATION = AsciiString.cached("proxy-authorization");
  private static final AsciiString COOKIE = AsciiString.cached("cookie");

  /// A cookie shorter than this could be guessed.
  private static final int SHORT_COOKIE = 20;

  private static final int BLOCK_BYTES = 256;

  private final DefaultHttp2HeadersEncoder encoder =
      new DefaultHttp2HeadersEncoder(HpackWriter::isSensitive, true);
  private final ByteBuf block = Unpooled.buffer(BLOCK_BYTES);

  private static boolean isSensitive(CharSequence name, CharSequence value) {
    return AUTHORIZATION.contentEquals(name)
        || PROXY_AUTHORIZATION.contentEquals(name)
        || (value.length() < SHORT_COOKIE && COOKIE.contentEquals(name));
  }

  /// Takes over the size of the peer's table, up to 4096 bytes.
  void tableSize(long size) {
    try {
      encoder.maxHeaderTableSize(Math.min(size, LARGEST_TABLE));
    } catch (Http2Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Encodes fields into a block that is good until the next call.
  ByteBuf encode(int streamId, Http2Headers fields) {
    block.clear();
    try {
      encoder.encodeHeaders(streamId, fields, block);
    } catch (Http2Exception impossible) {
      throw new IllegalStateException(impossible); // there is no limit that it could break
    }
    return block;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
