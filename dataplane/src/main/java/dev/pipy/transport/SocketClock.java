package dev.pipy.transport;

import dev.pipy.event.StreamError;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.Worker;
import java.time.Duration;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The time limits of one socket, at no cost on the path of a byte: traffic sets a flag, and a
/// timer looks at it at an eighth of the shortest limit, at least 0.1 and at most 10 seconds.
/// Confined to the socket's worker.
public final class SocketClock {

  private static final long SHORTEST_TICK = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_TICK = Duration.ofSeconds(10).toNanos();

  private final Timed socket;
  private final long idleNanos;
  private final long readNanos;
  private final long writeNanos;
  private final Duration tick;
  private boolean hasRead;
  private boolean hasWaiting;
  private long lastRead;
  private long lastSent;
  private long waitingSince;
  private long sent;
  private @Nullable LoopTimer timer;

  /// What has limits.
  public interface Timed {

    /// A limit is over.
    void timedOut(StreamError error);

    /// Bytes that wait for the peer.
    long pendingBytes();

    /// Bytes that the system has taken so far.
    long sentBytes();

    /// Whether we ourselves do not read, so that silence is not the peer's fault.
    boolean isReadPaused();

    /// Whether the peer has ended its output, so that nothing more can be read.
    boolean isInputEnded();
  }

  /// Does not run yet.
  public SocketClock(Timed socket, SocketOptions options) {
    this.socket = socket;
    this.idleNanos = options.idleLimit().toNanos();
    this.readNanos = options.readLimit().toNanos();
    this.writeNanos = options.writeLimit().toNanos();
    long shortest =
        LongStream.of(idleNanos, readNanos, writeNanos).filter(limit -> limit > 0).min().orElse(0);
    this.tick = Duration.ofNanos(Math.clamp(shortest / 8, SHORTEST_TICK, LONGEST_TICK));
  }

  /// Something was read.
  public void read() {
    hasRead = true;
  }

  /// Begins, if there is a limit.
  public void start(Worker worker) {
    if (timer == null && (idleNanos > 0 || readNanos > 0 || writeNanos > 0)) {
      lastRead = worker.nanoTime();
      lastSent = lastRead;
      timer = worker.after(tick, () -> tick(worker));
    }
  }

  /// Ends; there is no other way to.
  public void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void tick(Worker worker) {
    long now = worker.nanoTime();
    boolean isWaiting = socket.pendingBytes() > 0;
    long sentNow = socket.sentBytes();
    if (hasRead || socket.isReadPaused()) {
      lastRead = now;
    }
    boolean hasSent = sentNow != sent;
    if (hasSent) {
      lastSent = now;
    }
    if (hasSent || !hasWaiting) {
      waitingSince = now; // writing more is no progress; that the peer takes something is
    }
    hasRead = false;
    hasWaiting = isWaiting;
    sent = sentNow;
    if (readNanos > 0 && !socket.isInputEnded() && now - lastRead >= readNanos) {
      socket.timedOut(StreamError.READ_TIMEOUT);
    } else if (writeNanos > 0 && isWaiting && now - waitingSince >= writeNanos) {
      socket.timedOut(StreamError.WRITE_TIMEOUT);
    } else if (idleNanos > 0 && now - Math.max(lastRead, lastSent) >= idleNanos) {
      socket.timedOut(StreamError.IDLE_TIMEOUT);
    } else {
      timer = worker.after(tick, () -> tick(worker));
    }
  }
}
