package dev.pipy.filter.spec;

import org.jspecify.annotations.Nullable;

/// What JavaScript takes for true.
public final class Truth {

  private Truth() {}

  /// Whether a neutral value is truthy.
  public static boolean of(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case Number number -> number.doubleValue() != 0 && !Double.isNaN(number.doubleValue());
      case String text -> !text.isEmpty();
      default -> true;
    };
  }
}
