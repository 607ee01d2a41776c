package dev.pipy.testing;

import dev.pipy.event.Bytes;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Neutral values as text, with bytes in hex: `{a=[1, 'b'], c=<ff>}`.
public final class Shown {

  private Shown() {}

  /// The text of a value.
  public static String of(@Nullable Object value) {
    return switch (value) {
      case String text -> "'" + text + "'";
      case Bytes bytes -> "<" + HexFormat.of().formatHex(bytes.toArray()) + ">";
      case List<?> list -> list.stream().map(Shown::of).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + of(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case null, default -> String.valueOf(value);
    };
  }
}
