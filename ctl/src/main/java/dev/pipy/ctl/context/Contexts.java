package dev.pipy.ctl.context;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the file holds.
///
/// @param current name of the context in use; empty for none
/// @param byName contexts, in the order of the file
/// @param targets addresses of servers, by names for them
public record Contexts(String current, Map<String, Context> byName, Map<String, String> targets) {

  /// No file, or an empty one.
  public static final Contexts NONE = new Contexts("", Map.of(), Map.of());

  public Contexts {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
  }

  /// The context of that name; null if there is none.
  public @Nullable Context context(String name) {
    return byName.get(name);
  }

  /// The address of a server that is written as an address or as a name.
  public String address(String word) {
    return targets.getOrDefault(word, word);
  }

  /// All of it as the file says it.
  public String yaml() {
    return ContextYaml.text(this);
  }

  /// The same with another context in use.
  public Contexts using(String name) {
    return new Contexts(name, byName, targets);
  }

  /// The same with a context added or replaced.
  public Contexts with(Context context) {
    Map<String, Context> changed = new LinkedHashMap<>(byName);
    changed.put(context.name(), context);
    return new Contexts(current, changed, targets);
  }

  /// The same without a context. If it was in use, none is.
  public Contexts without(String name) {
    Map<String, Context> changed = new LinkedHashMap<>(byName);
    changed.remove(name);
    return new Contexts(current.equals(name) ? "" : current, changed, targets);
  }

  /// The same with a name for an address.
  public Contexts withTarget(String name, String address) {
    Map<String, String> changed = new LinkedHashMap<>(targets);
    changed.put(name, address);
    return new Contexts(current, byName, changed);
  }
}
