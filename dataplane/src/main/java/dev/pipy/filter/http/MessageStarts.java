package dev.pipy.filter.http;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.ConnectionOption;
import dev.pipy.codec.http1.ExpectedRequest;
import dev.pipy.codec.http1.Framing;
import dev.pipy.codec.http1.Http1Encoder;
import dev.pipy.event.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/// The two kinds of message start.
final class MessageStarts {

  private static final int HEAD_BYTES = 512;

  private MessageStarts() {}

  /// A request to an upstream.
  record Request(RequestHead head, ConnectionOption option) implements MessageWriter.Start {
    @Override
    public Framing framing(long length) {
      return Framing.forRequest(head, length);
    }

    @Override
    public void write(ByteBuf out, Framing framing) {
      Http1Encoder.writeRequest(out, head, framing, option);
    }
  }

  /// An answer to a client.
  ///
  /// @param expected what the request says about how to frame it
  record Response(ResponseHead head, ExpectedRequest expected, ConnectionOption option)
      implements MessageWriter.Start {
    @Override
    public Framing framing(long length) {
      return Framing.forResponse(head.status(), length, expected);
    }

    @Override
    public void write(ByteBuf out, Framing framing) {
      Http1Encoder.writeResponse(out, head, framing, option);
    }
  }

  /// A response head without a body, such as an interim answer or the agreement to a tunnel.
  static Event.Data bare(ResponseHead head, ConnectionOption option) {
    var out = PooledByteBufAllocator.DEFAULT.buffer(HEAD_BYTES);
    Http1Encoder.writeResponse(out, head, Framing.NONE, option);
    return new Event.Data(out);
  }
}
