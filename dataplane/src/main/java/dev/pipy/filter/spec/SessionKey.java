package dev.pipy.filter.spec;

import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// Which session a stream uses.
public final class SessionKey {

  /// A key as an argument. An object is none: where the key is left out, it has the options.
  public static final ParamType<Dynamic> TYPE =
      new ParamType<>(
          ParamType.ANY.name(),
          ParamType.ANY.expectation(),
          "",
          value -> value instanceof ScriptObject ? null : Dynamic.of(value));

  private SessionKey() {}

  /// Where the key of a stream comes from; null if the script leaves it out, which is not the same
  /// as a key that is undefined: each client's connection has sessions of its own then.
  ///
  /// @param key the second parameter, behind the pipeline
  public static @Nullable Dynamic source(Args args, Param<Dynamic> key) {
    var given = args.find(key);
    if (given != null) {
      return given;
    }
    boolean isLeftOut = args.positional().size() < 2 || args.positional().get(1) != null;
    return isLeftOut ? null : Dynamic.of(null);
  }

  /// The key for a stream: numbers, strings and booleans are equal by value, objects by identity.
  ///
  /// @param source as [#source] says
  public static @Nullable Object of(@Nullable Dynamic source, Stage stage) {
    if (source == null) {
      return stage.context().inbound();
    }
    var value = source.get(stage.context());
    return switch (value) {
      case Pending _ -> throw UnusableResult.report(stage, value, "a key that is no promise");
      case Number number -> number.doubleValue() + 0.0; // so that 1 and 1.0, 0 and -0 are equal
      case null, default -> value;
    };
  }
}
