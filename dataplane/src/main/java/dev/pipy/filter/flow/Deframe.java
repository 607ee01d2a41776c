package dev.pipy.filter.flow;

import dev.pipy.event.Event;
import dev.pipy.filter.flow.DeframeStep.Fill;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.Emission;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a protocol of a script's own, byte by byte, with a state machine whose states are
/// functions. Confined to a worker.
public final class Deframe implements Filter {

  private static final int MOST_STEPS_WITHOUT_BYTE = 1000;

  private static final Param<Map<String, @Nullable Object>> STATES =
      Param.required(
          "states",
          ParamType.OBJECT,
          "States by name, the first one first: functions, or what such a function would return.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "deframe",
              FilterSpec.Category.EVENT,
              "Reads a protocol of a script's own with a state machine.")
          .described(
              """
              The function of the state is called with the next byte, a number from 0 to 255, and
              returns the name of the next state; with nothing, it stays. It may return an array
              instead: first events to put out, then the name, then optionally a length and what to
              do with so many bytes: a Data or an array is filled with them, and the function of the
              next state is called with it; without one they pass through as they are. Data holds 16
              MiB at most.

              Bytes are dropped unless they pass. So are the limits of messages that come in, and
              what is not complete when the stream ends.
              """)
          .takes(STATES)
          .events("Data, StreamEnd", "any")
          .example(
              """
              pipy({ _size: 0 })

              .listen(8080)
                .deframe({
                  Length: byte => ['Body', (_size = byte), new Data()],
                  Body: data => [new Message(data), 'Length'],
                })
                .replaceMessage(message => new Data('got ' + message.body.size + ' bytes\\n'))
              """)
          .makes(args -> {
            var states = new LinkedHashMap<String, Dynamic>();
            args.get(STATES).forEach((name, value) -> states.put(name, Dynamic.of(value)));
            if (states.isEmpty()) {
              throw ArgumentException.expects(1, "an object with one state or more");
            }
            var first = states.firstEntry().getKey();
            var known = Map.copyOf(states);
            return () -> new Deframe(known, first);
          });

  private final Map<String, Dynamic> states;
  private String state;
  private @Nullable Fill fill;

  private Deframe(Map<String, Dynamic> states, String first) {
    this.states = states;
    this.state = first;
  }

  @Override
  public void handle(Event event, Stage stage) {
    switch (event) {
      case Event.Data(ByteBuf bytes) when !bytes.isReadable() -> stage.emit(event);
      case Event.Data(ByteBuf bytes) -> {
        read(bytes, stage);
        event.release();
      }
      case Event.MessageStart _, Event.MessageEnd _ -> {}
      case Event.StreamEnd _ -> stage.emit(event);
    }
  }

  /// If a function fails, the rest is dropped with the stream.
  private void read(ByteBuf bytes, Stage stage) {
    while (bytes.isReadable()) {
      var filling = fill;
      if (filling == null) {
        step((int) bytes.readUnsignedByte(), stage);
      } else {
        var taken = filling.take(bytes);
        if (taken != null) {
          stage.emit(taken);
        }
      }
      finishFilled(stage);
    }
  }

  private void finishFilled(Stage stage) {
    for (int steps = 0; fill != null && fill.isComplete(); steps++) {
      if (steps == MOST_STEPS_WITHOUT_BYTE) {
        throw UnusableResult.report(stage, 0, "a length that is not always 0");
      }
      var content = fill.content();
      boolean passes = fill.passes();
      fill = null;
      if (!passes) {
        step(content, stage);
      }
    }
  }

  private void step(@Nullable Object argument, Stage stage) {
    var source = states.get(state);
    var value =
        switch (source) {
          case null -> null;
          case Dynamic.Literal(var literal) -> literal;
          case Dynamic.Computed(Callback function) -> function.call(stage.context(), argument);
        };
    if (value == null) {
      return;
    }
    var next = DeframeStep.of(value);
    if (next == null || !states.containsKey(next.state())) {
      throw UnusableResult.report(
          stage, value, "the name of a state, or an array of events, a name and a length");
    }
    state = next.state();
    fill = next.fill();
    next.events().forEach(event -> Emission.emit(event, stage::emit));
  }
}
