package dev.pipy.transport;

import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The last of a connection, when nobody wants what the peer sends: that is read and dropped for a
/// while, so that the peer gets our last bytes and not a reset (RFC 9112 section 9.6). Confined to
/// the worker of the socket.
final class Lingering {

  /// How long a peer may take to read our last bytes and close.
  static final Duration LIMIT = Duration.ofSeconds(5);

  /// Bytes that are read and dropped; then the peer is not read from any more.
  static final long MOST_DROPPED = 1 << 20;

  private final Worker worker;
  private boolean hasBegun;
  private long dropped;
  private @Nullable LoopTimer timer;

  Lingering(Worker worker) {
    this.worker = worker;
  }

  /// Nobody wants the input from now on.
  void begin() {
    hasBegun = true;
  }

  /// Whether nobody wants the input.
  boolean hasBegun() {
    return hasBegun;
  }

  /// Runs `task` when the peer has had its time, which begins when this is first called.
  void atLimit(Runnable task) {
    if (timer == null) {
      timer = worker.after(LIMIT, task);
    }
  }

  /// Drops bytes.
  ///
  /// @return whether with these it has become more than may be
  boolean drop(ByteBuf bytes) {
    boolean wasTooMuch = dropped > MOST_DROPPED;
    dropped += bytes.readableBytes();
    bytes.release();
    return dropped > MOST_DROPPED && !wasTooMuch;
  }

  /// The connection is gone.
  void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
