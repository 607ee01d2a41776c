package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// How many messages answer one: a number, or what a function says of the message.
final class OutputCount {

  /// The most answers to a message.
  private static final int MOST = 1000;

  private static final String EXPECTATION = "a whole number from -1000 to 1000";

  static final ParamType<Dynamic> TYPE =
      new ParamType<>(
          "number | function",
          EXPECTATION + ", or a function",
          "",
          value -> value instanceof Callback || read(value) != null ? Dynamic.of(value) : null);

  private OutputCount() {}

  /// The number for a message.
  static int of(Dynamic source, Event.MessageStart start, Stage stage) {
    var value =
        switch (source) {
          case Dynamic.Literal(var literal) -> literal;
          case Dynamic.Computed(var function) -> function.call(stage.context(), start);
        };
    var count = read(value);
    if (count == null) {
      throw UnusableResult.report(stage, value, EXPECTATION);
    }
    return count;
  }

  private static @Nullable Integer read(@Nullable Object value) {
    var count = value == null ? null : ParamType.INTEGER.read(value);
    return count == null || Math.abs(count) > MOST ? null : count;
  }
}
