package dev.pipy.filter.http;

import dev.pipy.event.Bytes;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.Worker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The pings of one HTTP/2 connection (RFC 9113 section 6.7), one at a time: a function says what
/// is in them, and is told the answers. One that fails, or says nothing, was the last. Confined to
/// a worker.
final class Http2Pings {

  /// Between two pings, whatever the function says: a peer may take more for a flood.
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Callback function;
  private final StreamContext context;
  private final Worker worker;
  private final LongConsumer send;
  private @Nullable LoopTimer timer;
  private long sent;
  private long sentAt;
  private boolean isAwaited;
  private boolean isClosed;

  /// Asks for the first at the end of the turn.
  ///
  /// @param send sends a ping with this content
  Http2Pings(Callback function, StreamContext context, Worker worker, LongConsumer send) {
    this.function = function;
    this.context = context;
    this.worker = worker;
    this.send = send;
    this.sentAt = worker.nanoTime() - SHORTEST.toNanos();
    worker.atTurnEnd(() -> ask(null));
  }

  /// The peer has answered a ping; answers that nothing was asked for are passed over.
  void acknowledged(long content) {
    if (isAwaited && content == sent) {
      isAwaited = false;
      ask(new Bytes(ByteBuffer.allocate(Long.BYTES).putLong(content).array()));
    }
  }

  private void ask(@Nullable Bytes answer) {
    if (isClosed) {
      return;
    }
    try {
      var said = function.call(context, answer);
      if (said instanceof Pending pending) {
        pending.whenSettled(this::said, _ -> close());
      } else {
        said(said);
      }
    } catch (CallFailure reported) {
      close();
    }
  }

  private void said(@Nullable Object value) {
    if (isClosed || !(value instanceof Bytes bytes)) {
      return;
    }
    var content = Arrays.copyOf(bytes.toArray(), Long.BYTES);
    sent = ByteBuffer.wrap(content).getLong();
    var rest = SHORTEST.minusNanos(worker.nanoTime() - sentAt);
    if (rest.isPositive()) {
      timer = worker.after(rest, this::ping);
    } else {
      ping();
    }
  }

  private void ping() {
    isAwaited = true;
    sentAt = worker.nanoTime();
    send.accept(sent);
  }

  /// No more of them.
  void close() {
    isClosed = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
