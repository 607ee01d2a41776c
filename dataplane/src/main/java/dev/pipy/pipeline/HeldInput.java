package dev.pipy.pipeline;

import dev.pipy.event.Event;
import dev.pipy.worker.PausedReads;
import dev.pipy.worker.Worker;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Input that waits: until a pipeline has started, or a filter lets it go on. From 64 KiB on the
/// socket it comes from is paused; 1 MiB is the end of it. Confined to a worker.
public final class HeldInput {

  private static final long PAUSE_SIZE = 64 << 10;
  private static final long LIMIT = 1 << 20;

  /// What an event counts beside its bytes, so that many empty ones are bounded too.
  private static final int EVENT_COST = 64;

  private final Worker worker;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final PausedReads paused = new PausedReads();
  private long size;

  /// Nothing waits yet.
  public HeldInput(Worker worker) {
    this.worker = worker;
  }

  private static long cost(Event event) {
    return event instanceof Event.Data data
        ? EVENT_COST + data.bytes().readableBytes()
        : EVENT_COST;
  }

  /// Takes over `event`. Returns false, and has released it, when too much waits; an end of stream
  /// always has room.
  public boolean add(Event event) {
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
  public @Nullable Event poll() {
    var event = events.poll();
    if (event != null) {
      size -= cost(event);
    }
    return event;
  }

  /// The oldest event, which stays here; null if none waits.
  public @Nullable Event peek() {
    return events.peek();
  }

  /// How many bytes of data wait.
  public long bytes() {
    return size - (long) EVENT_COST * events.size();
  }

  /// Whether nothing waits.
  public boolean isEmpty() {
    return events.isEmpty();
  }

  /// Gives all that waits to a pipeline, in order, and lets go of the paused sockets.
  public void feed(Pipeline pipeline) {
    for (var event = poll(); event != null; event = poll()) {
      pipeline.input(event);
    }
    resume();
  }

  /// Lets go of the paused sockets.
  public void resume() {
    paused.resume();
  }

  /// Releases all that waits.
  public void release() {
    for (var event = poll(); event != null; event = poll()) {
      event.release();
    }
    resume();
  }
}
