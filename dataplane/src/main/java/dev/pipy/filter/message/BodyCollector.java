package dev.pipy.filter.message;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.Message;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Collects one message at a time, its body up to a limit. One that is inserted into another (see
/// [Head#isInserted]) is collected on its own, while the other rests. Confined to a worker.
final class BodyCollector {

  private static final Logger LOG = LoggerFactory.getLogger(BodyCollector.class);
  private static final long LARGEST = 1L << 30;

  private final BodyLimit rule;
  private final int limit;
  private @Nullable Head head;
  private @Nullable Bytes body;
  private long dropped;
  private @Nullable Resting outer;

  /// A message that another one was inserted into.
  private record Resting(@Nullable Head head, Bytes body, long dropped) {}

  /// @param limit 1 GiB at most
  BodyCollector(BodyLimit limit) {
    this.rule = limit;
    this.limit = (int) Math.min(limit.bytes(), LARGEST);
  }

  /// Whether the message is larger than a limit that nobody has chosen, so that what was collected
  /// must not pass for it.
  boolean isTooLarge() {
    return dropped > 0 && !rule.isChosen();
  }

  /// Whether a message has begun and not ended.
  boolean isCollecting() {
    return body != null;
  }

  /// Begins a message; an unfinished one is forgotten, unless this one stands inside of it.
  void begin(Event.MessageStart start) {
    boolean isInserted = start.head() != null && start.head().isInserted();
    if (!isInserted) {
      outer = null;
    } else if (body != null && outer == null) {
      outer = new Resting(head, body, dropped);
    }
    head = start.head();
    body = new Bytes();
    dropped = 0;
  }

  /// Adds to the message, if one has begun; `bytes` stays the caller's.
  void add(ByteBuf bytes) {
    if (body == null) {
      return;
    }
    int taken = Math.min(bytes.readableBytes(), limit - body.size());
    if (taken > 0) {
      body.push(bytes.slice(bytes.readerIndex(), taken));
    }
    dropped += bytes.readableBytes() - taken;
  }

  /// Ends the message and returns it, with a body that may be empty but is there; null if none has
  /// begun.
  ///
  /// @param end how it ended; null if the stream did
  @Nullable Message end(Event.@Nullable MessageEnd end, Stage stage) {
    if (body == null) {
      return null;
    }
    if (dropped > 0) {
      LOG.atWarn()
          .addKeyValue("location", stage.location())
          .addKeyValue("limitBytes", limit)
          .addKeyValue("droppedBytes", dropped)
          .log("message body cut off at the size limit");
    }
    var message =
        end == null ? new Message(head, body) : new Message(head, body, end.tail(), end.payload());
    goOnWithOuter();
    return message;
  }

  private void goOnWithOuter() {
    var resting = outer;
    forget();
    if (resting != null) {
      head = resting.head();
      body = resting.body();
      dropped = resting.dropped();
    }
  }

  /// Forgets a message that will not be completed.
  void forget() {
    head = null;
    body = null;
    outer = null;
  }
}
