package dev.pipy.filter.route;

import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// Which session a stream uses.
final class SessionKey {

  private SessionKey() {}

  /// The key for a stream: numbers, strings and booleans are equal by value, objects by identity.
  static @Nullable Object of(Dynamic source, Stage stage) {
    var value = source.get(stage.context());
    return switch (value) {
      case Pending _ -> throw UnusableResult.report(stage, value, "a key that is no promise");
      case Number number -> number.doubleValue() + 0.0; // so that 1 and 1.0, 0 and -0 are equal
      case null, default -> value;
    };
  }
}
