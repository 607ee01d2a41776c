package dev.pipy.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// What the script's `ListenerArray` is made of. Public because the prelude calls it.
public final class ListenerFunctions {

  private final ScriptRealm realm;
  private final TreeFunctions functions;
  private final Map<String, Integer> madeAt = new HashMap<>();

  ListenerFunctions(ScriptRealm realm, TreeFunctions functions) {
    this.realm = realm;
    this.functions = functions;
  }

  /// The ports that this place in the script stands for, on all workers.
  @HostAccess.Export
  public Object make(Value options) {
    if (!realm.isLoading()) {
      throw functions.trees().error("ListenerArray: can only be made while a script loads");
    }
    var place = String.valueOf(realm.here());
    int count = madeAt.merge(place, 1, Integer::sum);
    var given = realm.values().fromScript(options);
    try {
      return realm.services().listeners(place + " " + count, given);
    } catch (IllegalArgumentException complaint) {
      throw refused(complaint);
    }
  }

  /// Has these ports and no others.
  @HostAccess.Export
  public void set(ListenerList list, Value listeners) {
    var neutral = new ArrayList<@Nullable Object>();
    for (long i = 0; i < listeners.getArraySize(); i++) {
      neutral.add(realm.values().fromScript(listeners.getArrayElement(i)));
    }
    attempt(() -> list.set(neutral));
  }

  /// Has one more port.
  @HostAccess.Export
  public void add(ListenerList list, Value port, Value options) {
    var values = realm.values();
    var address = values.fromScript(port);
    var fields = values.fromScript(options);
    attempt(() -> list.add(address, fields));
  }

  /// Has one port less.
  @HostAccess.Export
  public void remove(ListenerList list, Value port, Value options) {
    var values = realm.values();
    var address = values.fromScript(port);
    var fields = values.fromScript(options);
    attempt(() -> list.remove(address, fields));
  }

  private void attempt(Runnable change) {
    try {
      change.run();
    } catch (IllegalArgumentException complaint) {
      throw refused(complaint);
    }
  }

  private RuntimeException refused(IllegalArgumentException complaint) {
    return functions.trees().error("ListenerArray: " + complaint.getMessage());
  }
}
