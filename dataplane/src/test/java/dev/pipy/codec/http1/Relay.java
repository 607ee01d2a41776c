package dev.pipy.codec.http1;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Encodes what is decoded, as a proxy does.
final class Relay<H> implements Http1Sink<H> {

  private final ByteBuf out;
  private final BiFunction<H, Long, Framing> writeHead;
  private Framing framing = Framing.NONE;

  private Relay(ByteBuf out, BiFunction<H, Long, Framing> writeHead) {
    this.out = out;
    this.writeHead = writeHead;
  }

  static Relay<RequestHead> ofRequests() {
    var out = Unpooled.buffer();
    return new Relay<>(
        out,
        (head, length) -> {
          var framing = Framing.forRequest(head, length);
          Http1Encoder.writeRequest(out, head, framing, ConnectionOption.KEEP_ALIVE);
          return framing;
        });
  }

  static Relay<ResponseHead> ofResponses() {
    var out = Unpooled.buffer();
    return new Relay<>(
        out,
        (head, length) -> {
          var framing = Framing.forResponse(head.status(), length, Wire.get());
          Http1Encoder.writeResponse(out, head, framing, ConnectionOption.NONE);
          return framing;
        });
  }

  /// What was written so far.
  byte[] octets() {
    var octets = new byte[out.readableBytes()];
    out.getBytes(out.readerIndex(), octets);
    return octets;
  }

  @Override
  public void head(H head, long length) {
    framing = writeHead.apply(head, length);
  }

  @Override
  public void data(ByteBuf owned) {
    boolean isChunked = framing.kind() == Framing.Kind.CHUNKED;
    if (isChunked) {
      Http1Encoder.writeChunkStart(out, owned.readableBytes());
    }
    out.writeBytes(owned);
    if (isChunked) {
      Http1Encoder.writeChunkEnd(out);
    }
    owned.release();
  }

  @Override
  public void end(@Nullable HttpTail tail) {
    if (framing.kind() == Framing.Kind.CHUNKED) {
      Http1Encoder.writeLastChunk(out, tail);
    }
  }

  @Override
  public void malformed(HttpError error) {}

  @Override
  public void truncated() {}
}
