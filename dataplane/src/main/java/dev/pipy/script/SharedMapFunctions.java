package dev.pipy.script;

import dev.pipy.script.SharedMaps.Entries;
import dev.pipy.script.SharedMaps.Item;
import java.util.UUID;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// The script's `algo.SharedMap` and `algo.uuid`. Public because the prelude calls it.
public final class SharedMapFunctions {

  private final SharedMaps maps;
  private final TreeFunctions functions;

  SharedMapFunctions(SharedMaps maps, TreeFunctions functions) {
    this.maps = maps;
    this.functions = functions;
  }

  /// The map of a name.
  @HostAccess.Export
  public Object named(String name) {
    var map = maps.named(name);
    if (map == null) {
      throw functions.trees().error("SharedMap " + name + ": there are too many maps");
    }
    return map;
  }

  /// Whether there is a value.
  @HostAccess.Export
  public boolean has(Object map, String key) {
    return entries(map).get(key) != null;
  }

  /// A copy of a value; null if there is none.
  @HostAccess.Export
  public @Nullable Object get(Object map, String key) {
    var item = entries(map).get(key);
    return item == null ? null : functions.trees().toScript(item.tree());
  }

  /// Keeps a copy of a value.
  @HostAccess.Export
  public void set(Object map, String key, Value value) {
    if (!entries(map).set(key, new Item(functions.trees().fromScript(value)))) {
      throw functions.trees().error("SharedMap: no room for one more key");
    }
  }

  /// Whether there was a value, which is gone now.
  @HostAccess.Export
  public boolean delete(Object map, String key) {
    return entries(map).delete(key);
  }

  /// Removes all.
  @HostAccess.Export
  public void clear(Object map) {
    entries(map).clear();
  }

  /// Number of values.
  @HostAccess.Export
  public int size(Object map) {
    return entries(map).size();
  }

  /// The sum of a number and an amount, which takes its place.
  @HostAccess.Export
  public double add(Object map, String key, double amount) {
    return entries(map).add(key, amount);
  }

  /// A random UUID (RFC 9562 section 5.4).
  @HostAccess.Export
  public String uuid() {
    return UUID.randomUUID().toString();
  }

  private static Entries entries(Object map) {
    return (Entries) map;
  }
}
