package dev.pipy.filter.hold;

import dev.pipy.event.Event;
import dev.pipy.event.Payload;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Events that wait, in order. Confined to a worker.
///
/// Counts what they hold; the owner decides what happens when they are [#isFull]. One more event is
/// always taken, so that a single large chunk does no harm.
public final class HeldEvents {

  /// Bytes that may wait unless said otherwise: 1 MiB.
  public static final long USUAL_LIMIT = 1L << 20;

  /// What an event counts beside its bytes, so that many empty ones are bounded too.
  private static final int EVENT_COST = 64;

  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final long limit;
  private long size;

  /// Nothing waits yet.
  ///
  /// @param limit in bytes; every event counts 64 on top of its own
  public HeldEvents(long limit) {
    this.limit = limit;
  }

  /// What an event counts, in bytes.
  public static long cost(Event event) {
    return switch (event) {
      case Event.Data data -> EVENT_COST + data.bytes().readableBytes();
      case Event.MessageEnd(_, Payload payload) ->
          EVENT_COST + (payload == null ? 0 : payload.size());
      case Event.MessageStart _, Event.StreamEnd _ -> EVENT_COST;
    };
  }

  /// Takes over `event`.
  public void add(Event event) {
    events.add(event);
    size += cost(event);
  }

  /// The oldest event, which becomes the caller's; null if none waits.
  public @Nullable Event poll() {
    var event = events.poll();
    if (event != null) {
      size -= cost(event);
    }
    return event;
  }

  /// Whether nothing waits.
  public boolean isEmpty() {
    return events.isEmpty();
  }

  /// Whether the limit is reached.
  public boolean isFull() {
    return size >= limit;
  }

  /// Bytes that wait.
  public long size() {
    return size;
  }

  /// Releases all that waits.
  public void release() {
    for (var event = poll(); event != null; event = poll()) {
      event.release();
    }
  }
}
