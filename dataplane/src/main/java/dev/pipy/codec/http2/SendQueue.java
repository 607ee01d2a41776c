package dev.pipy.codec.http2;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Which streams have data to send, and how much the peer takes on the connection as a whole.
/// Streams take turns, a frame each. Confined to a worker.
final class SendQueue {

  private static final long LARGEST_WINDOW = Integer.MAX_VALUE;

  private final ArrayDeque<Http2Stream> ready = new ArrayDeque<>();
  private long window = Http2Limits.INITIAL_WINDOW;
  private int holds;
  private boolean isPumping;

  /// Bytes that may be sent now.
  long window() {
    return window;
  }

  void sent(int bytes) {
    window -= bytes;
  }

  /// Lets more be sent; false if the window grew beyond what there can be.
  boolean widen(int increment) {
    window += increment;
    return window <= LARGEST_WINDOW;
  }

  /// Sends nothing of what waits until [#release] was called as often.
  void hold() {
    holds++;
  }

  void release() {
    holds--;
    pump();
  }

  /// Notes that `stream` has something to send, and sends what can be sent.
  void offer(Http2Stream stream) {
    if (stream.becomeReady()) {
      ready.add(stream);
    }
    pump();
  }

  void pump() {
    if (isPumping) {
      return; // a sink that was told to go on sends more
    }
    isPumping = true;
    try {
      while (holds <= 0 && window > 0) {
        @Nullable Http2Stream stream = ready.poll();
        if (stream == null) {
          return;
        }
        if (stream.sendFrame()) {
          ready.add(stream);
        }
      }
    } finally {
      isPumping = false;
    }
  }
}
