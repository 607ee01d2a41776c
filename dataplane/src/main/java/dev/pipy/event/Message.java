package dev.pipy.event;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A whole message, as scripts handle it: a convenience, not an event.
///
/// @param head may be absent
/// @param body absent when the message has none
/// @param tail may be absent
public record Message(@Nullable Head head, @Nullable Bytes body, @Nullable Head tail) {

  /// A message without a tail.
  public Message(@Nullable Head head, @Nullable Bytes body) {
    this(head, body, null);
  }

  /// Emits the events the message stands for. The body is copied, so a message can be emitted many
  /// times.
  public void emitTo(Consumer<Event> output) {
    long length = body == null ? 0 : body.size();
    output.accept(new Event.MessageStart(head, length));
    if (body != null && body.size() > 0) {
      output.accept(new Event.Data(body.toBuffer()));
    }
    output.accept(tail == null ? Event.MessageEnd.PLAIN : new Event.MessageEnd(tail));
  }
}
