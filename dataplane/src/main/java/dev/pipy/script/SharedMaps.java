package dev.pipy.script;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The maps of the process that scripts share by name. They stay as long as the process. Any
/// thread.
final class SharedMaps {

  private static final int MOST_MAPS = 1_000;
  private static final int MOST_ENTRIES = 1_000_000;

  private final Map<String, Entries> maps = new ConcurrentHashMap<>();

  /// A tree of plain values that nobody changes; see [ScriptTrees].
  record Item(@Nullable Object tree) {}

  /// The map of a name, made if there is none; null if there are too many.
  @Nullable Entries named(String name) {
    var known = maps.get(name);
    if (known != null || maps.size() >= MOST_MAPS) {
      return known;
    }
    return maps.computeIfAbsent(name, key -> new Entries());
  }

  /// One map.
  static final class Entries {

    private final Map<String, Item> items = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    @Nullable Item get(String key) {
      return items.get(key);
    }

    /// Returns false if there is no room for one more.
    boolean set(String key, Item item) {
      if (count.get() >= MOST_ENTRIES && !items.containsKey(key)) {
        return false;
      }
      if (items.put(key, item) == null) {
        count.incrementAndGet();
      }
      return true;
    }

    boolean delete(String key) {
      boolean wasThere = items.remove(key) != null;
      if (wasThere) {
        count.decrementAndGet();
      }
      return wasThere;
    }

    void clear() {
      for (var key : items.keySet()) {
        delete(key);
      }
    }

    int size() {
      return items.size();
    }

    /// Adds to a number at once; NaN if there is none.
    double add(String key, double amount) {
      var sum =
          items.computeIfPresent(
              key,
              (name, item) ->
                  item.tree() instanceof Number number
                      ? new Item(number.doubleValue() + amount)
                      : item);
      return sum != null && sum.tree() instanceof Number number ? number.doubleValue() : Double.NaN;
    }
  }
}
