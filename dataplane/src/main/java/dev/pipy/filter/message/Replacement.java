package dev.pipy.filter.message;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.Emission;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a script gave to be put in the place of events: a literal, a function's result, or nothing.
record Replacement(@Nullable Dynamic source) {

  static final Param<Dynamic> PARAM =
      Param.optional(
          "replacement",
          ParamType.EVENTS,
          "What to emit instead; a function is called with what is replaced and may return a"
              + " promise. Nothing is emitted when it is absent, null or undefined.");

  private static final String EXPECTATION =
      "an event, a Message, an array of those, nothing, or a promise of one of them";

  /// Emits the replacement of `event`, which is released.
  void replace(Event event, Object argument, Stage stage, PromiseGate gate) {
    resolve(event, argument, stage, gate, event::release);
  }

  /// Emits the replacement, then runs `after`; both may happen later.
  ///
  /// @param event what is being handled; `after` passes it on or releases it
  /// @param argument what a function is called with
  void resolve(Event event, Object argument, Stage stage, PromiseGate gate, Runnable after) {
    resolve(event, argument, null, stage, gate, after);
  }

  /// Likewise.
  ///
  /// @param cut part of a body, which must not pass for all of it: where the replacement has it,
  ///   the stream ends with BufferOverflow
  void resolve(
      Event event,
      Object argument,
      @Nullable Bytes cut,
      Stage stage,
      PromiseGate gate,
      Runnable after) {
    var result =
        switch (source) {
          case null -> null;
          case Dynamic.Literal(var value) -> value;
          case Dynamic.Computed(var function) -> function.call(stage.context(), argument);
        };
    if (result instanceof Pending pending) {
      gate.await(pending, event, stage, value -> emit(value, event, cut, stage, after));
    } else {
      emit(result, event, cut, stage, after);
    }
  }

  private static boolean has(@Nullable Object value, Bytes cut) {
    return switch (value) {
      case null -> false;
      case Message message -> message.body() == cut;
      case List<?> parts -> parts.stream().anyMatch(part -> has(part, cut));
      default -> value == cut;
    };
  }

  private static void emit(
      @Nullable Object value, Event event, @Nullable Bytes cut, Stage stage, Runnable after) {
    if (!Emission.isEvents(value)) {
      throw UnusableResult.report(stage, value, EXPECTATION);
    }
    if (cut != null && has(value, cut)) {
      event.release();
      stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
      return;
    }
    if (event.equals(value)) {
      stage.emit(event); // so a start that claims the same length may keep it
      return;
    }
    emit(value, stage);
    after.run();
  }

  /// Only a Message knows the length of its body; a start may come from anywhere.
  private static void emit(@Nullable Object value, Stage stage) {
    switch (value) {
      case List<?> parts -> parts.forEach(part -> emit(part, stage));
      case Event.MessageStart start -> stage.emit(start.withUnknownLength());
      case null, default -> Emission.emit(value, stage::emit);
    }
  }
}
