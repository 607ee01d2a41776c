package dev.pipy.testing;

import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.StreamContext;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A function of a script, written in Java.
///
/// @param body gets the context and the first argument
public record TestFunction(Body body) implements Callback {

  /// What the function does.
  @FunctionalInterface
  public interface Body {

    /// Gets the context and the first argument, or null.
    @Nullable Object apply(StreamContext context, @Nullable Object argument);
  }

  /// A function of its first argument.
  public static TestFunction of(Function<@Nullable Object, @Nullable Object> body) {
    return new TestFunction((_, argument) -> body.apply(argument));
  }

  /// A function that is called for effect.
  public static TestFunction doing(Consumer<@Nullable Object> effect) {
    return new TestFunction((_, argument) -> {
      effect.accept(argument);
      return null;
    });
  }

  /// A function that always returns the same value.
  public static TestFunction returning(@Nullable Object value) {
    return new TestFunction((_, _) -> value);
  }

  /// A function that returns a variable of the context.
  public static TestFunction variable(String name) {
    return new TestFunction((context, _) -> TestContext.get(context, name));
  }

  /// A function that fails.
  public static TestFunction failing() {
    return new TestFunction((_, _) -> {
      throw new CallFailure("fails on purpose");
    });
  }

  @Override
  public @Nullable Pending run(StreamContext context, @Nullable Object argument) {
    return body.apply(context, argument) instanceof Pending pending ? pending : null;
  }

  @Override
  public @Nullable Object call(StreamContext context, @Nullable Object... arguments) {
    return body.apply(context, arguments.length == 0 ? null : arguments[0]);
  }

  @Override
  public boolean test(StreamContext context) {
    return switch (body.apply(context, null)) {
      case null -> false;
      case Boolean flag -> flag;
      case Number number -> number.doubleValue() != 0;
      case String text -> !text.isEmpty();
      default -> true;
    };
  }

  @Override
  public String location() {
    return "test.js:1:1";
  }
}
