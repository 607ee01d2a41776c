package dev.pipy.filter.spec;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads sizes and durations as scripts write them. Text that is neither is refused, never taken
/// for zero.
public final class Quantity {

  private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-zA-Z]*)");
  private static final double LARGEST = 1L << 53;

  private Quantity() {}

  /// Bytes of a number or of text such as `'256k'`; null if it is neither, or negative.
  public static @Nullable Long bytes(Object value) {
    double bytes =
        scaled(
            value,
            unit ->
                switch (unit) {
                  case "", "b" -> 1;
                  case "k", "kb" -> 1L << 10;
                  case "m", "mb" -> 1L << 20;
                  case "g", "gb" -> 1L << 30;
                  case "t", "tb" -> 1L << 40;
                  default -> Double.NaN;
                });
    return bytes >= 0 && bytes <= LARGEST ? (long) bytes : null;
  }

  /// The duration of a number of seconds or of text such as `'1.5m'`; null if it is neither, or
  /// negative.
  public static @Nullable Duration duration(Object value) {
    double seconds =
        scaled(
            value,
            unit ->
                switch (unit) {
                  case "", "s" -> 1;
                  case "ms" -> 0.001;
                  case "m" -> 60;
                  case "h" -> 3600;
                  case "d" -> 86400;
                  default -> Double.NaN;
                });
    return seconds >= 0 && seconds <= LARGEST / 1e9 * 1000
        ? Duration.ofNanos((long) Math.min(seconds * 1e9, Long.MAX_VALUE))
        : null;
  }

  private static double scaled(Object value, java.util.function.ToDoubleFunction<String> factor) {
    return switch (value) {
      case Number number -> number.doubleValue();
      case String text -> {
        var matcher = TEXT.matcher(text.strip());
        yield matcher.matches()
            ? Double.parseDouble(matcher.group(1))
                * factor.applyAsDouble(matcher.group(2).toLowerCase(Locale.ROOT))
            : Double.NaN;
      }
      default -> Double.NaN;
    };
  }
}
