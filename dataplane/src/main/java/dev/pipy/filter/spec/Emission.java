package dev.pipy.filter.spec;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns what a script gave where events are expected into events: an event, a Message, an array of
/// those with null and undefined skipped, or nothing.
public final class Emission {

  private Emission() {}

  /// Whether every part of `value` stands for events.
  public static boolean isEvents(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Event _, Message _, Bytes _ -> true;
      case List<?> list ->
          list.stream().allMatch(part -> !(part instanceof List) && isEvents(part));
      default -> false;
    };
  }

  /// Emits the events that `value` stands for; what it holds is copied, so it can be emitted again.
  /// Requires [#isEvents].
  public static void emit(@Nullable Object value, Consumer<Event> output) {
    switch (value) {
      case null -> {}
      case Message message -> message.emitTo(output);
      case Bytes bytes -> output.accept(new Event.Data(bytes.toBuffer()));
      case Event event -> output.accept(event);
      case List<?> list -> list.forEach(part -> emit(part, output));
      default -> throw new IllegalArgumentException(value + " (expected: events)");
    }
  }
}
