package dev.pipy.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many sessions of each key ended with an error, also of keys that have no session left: of
/// the 1000 keys that failed last. Confined to a worker.
public final class FailedSessions {

  private static final int MOST_KEYS = 1000;
  private static final int LONGEST_KEY = 200;

  private final LinkedHashMap<@Nullable Object, Long> counts = new LinkedHashMap<>(16, 0.75f, true);

  /// One has.
  public void add(@Nullable Object key) {
    counts.merge(key, 1L, Long::sum);
    if (counts.size() > MOST_KEYS) {
      counts.pollFirstEntry();
    }
  }

  /// The keys that failed.
  public List<@Nullable Object> keys() {
    return new ArrayList<>(counts.keySet());
  }

  /// How many of a key have.
  public long of(@Nullable Object key) {
    return counts.getOrDefault(key, 0L);
  }

  /// A key as it can be shown: scripts may use any object for one.
  public static String text(@Nullable Object key) {
    return switch (key) {
      case String text ->
          text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "…";
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          String.valueOf(number.longValue());
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      case null -> "";
      default -> "(object)";
    };
  }
}
