package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http1.Framing;
import dev.pipy.codec.http2.Http2Stream;
import dev.pipy.codec.http2.SentFields;
import dev.pipy.worker.PausedReads;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/// Writes one message on a stream. The head of one without a body waits for the end, which then
/// goes with it: for gRPC a head that ends the stream means something else than a head with an
/// empty body. Confined to its worker.
final class Http2MessageWriter {

  private final Http2Stream stream;
  private final Worker worker;
  private final PausedReads paused;
  private final Framing framing;
  private @Nullable Http2Headers unsent;
  private long remaining;

  /// Begins the message.
  ///
  /// @param paused what must wait while the peer does not take more
  Http2MessageWriter(
      Http2Stream stream, Worker worker, PausedReads paused, Http2Headers fields, Framing framing) {
    this.stream = stream;
    this.worker = worker;
    this.paused = paused;
    this.framing = framing;
    this.remaining = Math.max(framing.length(), 0);
    if (framing.hasBody()) {
      stream.sendHead(fields, false);
    } else {
      unsent = fields;
    }
  }

  /// Sends a part of the body. What does not belong on the wire is dropped, and what goes beyond
  /// the announced length is cut off.
  void data(ByteBuf owned) {
    boolean isCut = false;
    if (framing.kind() == Framing.Kind.LENGTH) {
      remaining -= owned.readableBytes();
      isCut = remaining < 0;
    }
    if (isCut || !framing.hasBody()) {
      owned.release();
      return;
    }
    stream.send(owned);
    if (stream.isCongested()) {
      paused.pause(worker);
    }
  }

  /// Ends the message. Returns false if the body was not of the length that its head said: then the
  /// stream is as it was, and must be reset.
  boolean end(@Nullable HttpTail tail) {
    if (framing.kind() == Framing.Kind.LENGTH && remaining != 0) {
      return false;
    }
    var trailers = SentFields.tail(tail);
    var head = unsent;
    unsent = null;
    if (head != null && trailers == null) {
      stream.sendHead(head, true);
      return true;
    }
    if (head != null) {
      stream.sendHead(head, false);
    }
    stream.end(trailers);
    return true;
  }

  /// Whether anything of the message is on its way.
  boolean hasSentHead() {
    return unsent == null;
  }
}
