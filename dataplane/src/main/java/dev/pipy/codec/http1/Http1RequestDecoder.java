package dev.pipy.codec.http1;

import dev.pipy.codec.http.RequestHead;
import io.netty.buffer.ByteBuf;

/// Decodes the requests of one connection (RFC 9112). Confined to a worker. All methods may be
/// called from inside the sink.
public final class Http1RequestDecoder {

  private final MessageDecoder<RequestHead> decoder;

  /// A decoder that delivers to `sink`.
  public Http1RequestDecoder(Http1Limits limits, Http1Sink<RequestHead> sink) {
    this.decoder = new MessageDecoder<>(new RequestHeadReader(), limits, sink);
  }

  /// Has the ends of messages say how large they were on the wire.
  public void keepSizes() {
    decoder.keepSizes();
  }

  /// Decodes what can be decoded now. Body data is delivered as slices of `owned`.
  ///
  /// @param owned the decoder releases it
  public void read(ByteBuf owned) {
    decoder.read(owned);
  }

  /// No more input will come. Inside a request that is [Http1Sink#truncated]; otherwise nothing is
  /// delivered.
  public void endOfInput() {
    decoder.endOfInput();
  }

  /// Whether it stands between two requests and holds nothing.
  public boolean isIdle() {
    return decoder.isIdle();
  }

  /// Whether a part of a head has come, and the rest has not.
  public boolean isInsideHead() {
    return decoder.isInsideHead();
  }

  /// Bytes of input held back.
  public long heldBytes() {
    return decoder.heldBytes();
  }

  /// Stops after the current request and holds what follows, until [#resume] or [#passThrough]:
  /// after CONNECT or an offer to switch protocols only the response tells what it is. Must be
  /// called from inside the sink, before the next request is read; the caller then stops reading
  /// from its socket.
  public void pause() {
    decoder.pause();
  }

  /// Goes on with the next request.
  public void resume() {
    decoder.resume();
  }

  /// Takes all that follows the current request for a tunnel: it is delivered as data alone.
  public void passThrough() {
    decoder.passThrough();
  }

  /// Stops for good and releases what is held.
  public void close() {
    decoder.close();
  }
}
