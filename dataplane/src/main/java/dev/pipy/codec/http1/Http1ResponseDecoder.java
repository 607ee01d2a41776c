package dev.pipy.codec.http1;

import dev.pipy.codec.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Decodes the responses of one connection (RFC 9112). Interim responses are delivered like others,
/// without a body; their status tells (`ResponseHead.isInterim`). After `101`, or 2xx to CONNECT,
/// all that follows is delivered as data alone. Confined to a worker. All methods may be called
/// from inside the sink.
public final class Http1ResponseDecoder {

  private final MessageDecoder<ResponseHead> decoder;

  /// A decoder that delivers to `sink`.
  ///
  /// @param requests asked once for each final response, when its head is complete, for the request
  ///   it answers; null is taken for one that is neither HEAD nor CONNECT
  public Http1ResponseDecoder(
      Http1Limits limits,
      Http1Sink<ResponseHead> sink,
      Function<ResponseHead, ? extends @Nullable ExpectedRequest> requests) {
    this.decoder = new MessageDecoder<>(new ResponseHeadReader(requests), limits, sink);
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

  /// No more input will come. That ends a body of unknown length; inside any other response it is
  /// [Http1Sink#truncated]; between responses nothing is delivered.
  public void endOfInput() {
    decoder.endOfInput();
  }

  /// Whether it stands between two responses and holds nothing.
  public boolean isIdle() {
    return decoder.isIdle();
  }

  /// Whether what is read now is not HTTP/1 any more.
  public boolean isTunnel() {
    return decoder.isTunnel();
  }

  /// Bytes of input held back.
  public long heldBytes() {
    return decoder.heldBytes();
  }

  /// Stops after the current response and holds what follows.
  public void pause() {
    decoder.pause();
  }

  /// Goes on with the next response.
  public void resume() {
    decoder.resume();
  }

  /// Takes all that follows the current response for a tunnel: it is delivered as data alone.
  public void passThrough() {
    decoder.passThrough();
  }

  /// Stops for good and releases what is held.
  public void close() {
    decoder.close();
  }
}
