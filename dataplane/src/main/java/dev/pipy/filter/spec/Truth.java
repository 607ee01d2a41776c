package dev.pipy.filter.spec;

import org.jspecify.annotations.Nullable;

/// Whether a script would take a value for true.
public final class Truth {

  private Truth() {}

  /// The truth of a neutral value.
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
