package dev.pipy.filter.message;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import org.jspecify.annotations.Nullable;

/// An event as a script's function sees it. Bytes are shown as a copy; the network's buffer goes on
/// unless the function changed that copy.
final class SeenEvent {

  private final Event event;
  private final @Nullable Bytes bytes;
  private final int changesBefore;

  private SeenEvent(Event event, @Nullable Bytes bytes) {
    this.event = event;
    this.bytes = bytes;
    changesBefore = bytes == null ? 0 : bytes.changes();
  }

  /// Looks at `event` without taking it over.
  static SeenEvent of(Event event) {
    return new SeenEvent(
        event, event instanceof Event.Data data ? Bytes.copyOf(data.bytes()) : null);
  }

  /// What the function is called with.
  Object argument() {
    return bytes == null ? event : bytes;
  }

  /// Takes the event over and returns the one to pass on.
  Event afterwards() {
    if (bytes == null || bytes.changes() == changesBefore) {
      return event;
    }
    event.release();
    return new Event.Data(bytes.toBuffer());
  }
}
