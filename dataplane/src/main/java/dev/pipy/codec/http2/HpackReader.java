package dev.pipy.codec.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/// Netty's HPACK decoder with what we need around it. Its dynamic table has the 4096 bytes of RFC
/// 7541, and a list that grows too large is read to its end without being kept, so that the table
/// stays true. Confined to a worker.
final class HpackReader {

  /// What became of a block.
  enum Outcome {
    DECODED,
    TOO_LARGE,
    BROKEN
  }

  private final DefaultHttp2HeadersDecoder decoder;
  private @Nullable FieldList fields;

  HpackReader(int maxHeaderListSize) {
    decoder =
        new DefaultHttp2HeadersDecoder(false, maxHeaderListSize) {
          @Override
          protected Http2Headers newHeaders() {
            return new FieldList();
          }
        };
  }

  /// Decodes a block, which stays the caller's.
  Outcome decode(int streamId, ByteBuf block) {
    fields = null;
    try {
      fields = (FieldList) decoder.decodeHeaders(streamId, block);
      return Outcome.DECODED;
    } catch (Http2Exception.HeaderListSizeException expected) {
      return Outcome.TOO_LARGE;
    } catch (Http2Exception expected) {
      return Outcome.BROKEN;
    }
  }

  /// The fields of the last block, once.
  FieldList take() {
    var decoded = fields;
    fields = null;
    return decoded == null ? new FieldList() : decoded;
  }
}
