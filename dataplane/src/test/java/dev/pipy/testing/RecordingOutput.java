package dev.pipy.testing;

import dev.pipy.event.Event;
import dev.pipy.event.Event.MessageStart;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Output;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes down what arrives and releases it: `start(head 5)` for a message of five bytes, without
/// the number if the length is open; `data(text)`, `end`, `end(payload 5)`, `streamEnd`,
/// `streamEnd(RuntimeError)`.
public final class RecordingOutput implements Output {

  private final List<String> events = new ArrayList<>();
  private @Nullable Consumer<String> listener;

  @Override
  public void emit(Event event) {
    var text = describe(event);
    event.release();
    events.add(text);
    if (listener != null) {
      listener.accept(text);
    }
  }

  /// What arrived so far.
  public List<String> events() {
    return List.copyOf(events);
  }

  /// What arrived since this was last called.
  public List<String> take() {
    var taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  /// Calls `listener` whenever an event has been written down.
  public void onEvent(Consumer<String> listener) {
    this.listener = listener;
  }

  /// How an event is written down; it stays the caller's.
  public static String describe(Event event) {
    return switch (event) {
      case Event.Data data -> "data(" + data.bytes().toString(StandardCharsets.UTF_8) + ")";
      case MessageStart(var head, var length) -> {
        var parts = new ArrayList<String>();
        if (head != null) {
          parts.add(head.toString());
        }
        if (length != MessageStart.UNKNOWN) {
          parts.add(Long.toString(length));
        }
        yield parts.isEmpty() ? "start" : "start(" + String.join(" ", parts) + ")";
      }
      case Event.MessageEnd(var tail, var payload) -> {
        var parts = new ArrayList<String>();
        if (tail != null) {
          parts.add(tail.toString());
        }
        if (payload != null) {
          parts.add("payload " + payload);
        }
        yield parts.isEmpty() ? "end" : "end(" + String.join(" ", parts) + ")";
      }
      case Event.StreamEnd(StreamError error) ->
          error == null ? "streamEnd" : "streamEnd(" + error.code() + ")";
    };
  }
}
