package dev.pipy.event;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A whole message, as scripts handle it: a convenience, not an event.
///
/// @param head may be absent
/// @param body absent when the message has none
/// @param tail may be absent
/// @param payload the value that the message is, where the protocol's messages are values
public record Message(
    @Nullable Head head, @Nullable Bytes body, @Nullable Head tail, @Nullable Payload payload) {

  /// A message without a tail or a payload.
  public Message(@Nullable Head head, @Nullable Bytes body) {
    this(head, body, null, null);
  }

  /// Emits the events the message stands for. The body is copied, so a message can be emitted many
  /// times.
  public void emitTo(Consumer<Event> output) {
    long length = body == null ? 0 : body.size();
    output.accept(new Event.MessageStart(head, length));
    if (body != null && body.size() > 0) {
      output.accept(new Event.Data(body.toBuffer()));
    }
    output.accept(Event.MessageEnd.of(tail, payload));
  }
}
