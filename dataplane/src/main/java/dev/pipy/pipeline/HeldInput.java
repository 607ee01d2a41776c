package dev.pipy.pipeline;

import dev.pipy.event.Event;
import dev.pipy.worker.PausedReads;
import dev.pipy.worker.Worker;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Input that waits until a pipeline has started. From 64 KiB on the socket it comes from is
/// paused; 1 MiB is the end of it. Confined to a worker.
final class HeldInput {

  private static final long PAUSE_SIZE = 64 << 10;
  private static final long LIMIT = 1 << 20;

  /// What an event counts beside its bytes, so that many empty ones are bounded too.
  private static final int EVENT_COST = 64;

  private final Worker worker;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final PausedReads paused = new PausedReads();
  private long size;

  HeldInput(Worker worker) {
    this.worker = worker;
  }

  private static long cost(Event event) {
    return event instanceof Event.Data data
        ? EVENT_COST + data.bytes().readableBytes()
        : EVENT_COST;
  }

  /// Takes over `event`. Returns false, and has released it, when too much waits; an end of stream
  /// always has room.
  boolean add(Event event) {
    if (size >= LIMIT && !(event instanceof Event.StreamEnd)) {
      event.release();
      return false;
    }
    events.add(event);
    size += cost(event);
    if (size > PAUSE_SIZE) {
      paused.pause(worker);
    }
    return true;
  }

  /// The oldest event, which becomes the caller's; null if none waits.
  @Nullable Event poll() {
    var event = events.poll();
    if (event != null) {
      size -= cost(event);
    }
    return event;
  }

  /// Lets go of the paused sockets.
  void resume() {
    paused.resume();
  }

  /// Releases all that waits.
  void release() {
    for (var event = poll(); event != null; event = poll()) {
      event.release();
    }
    resume();
  }
}
