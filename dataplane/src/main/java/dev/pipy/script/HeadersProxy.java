package dev.pipy.script;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/// Header fields as an object of a script: names in lower case, in the order of the fields. What a
/// script does not touch keeps its spelling and its repetitions.
final class HeadersProxy implements ProxyObject {

  /// Fields that cannot be joined, nor cut down to their last value.
  private static final Set<String> LISTED = Set.of("set-cookie", "cookie");

  private final ScriptRealm realm;
  private final @Nullable HttpHead head;
  private final HttpHeaders headers;

  /// Arrays that were handed out, which the script may change.
  private @Nullable Map<String, Value> arrays;

  /// The fields of a head that was received.
  HeadersProxy(ScriptRealm realm, HttpHead head) {
    this(realm, head, head.headers());
  }

  /// The fields of a head, or of a tail.
  HeadersProxy(ScriptRealm realm, @Nullable HttpHead head, HttpHeaders headers) {
    this.realm = realm;
    this.head = head;
    this.headers = headers;
  }

  /// The head that the fields came with.
  @Nullable HttpHead head() {
    if (arrays != null) {
      store(arrays);
    }
    return head;
  }

  /// The fields as they are now.
  HttpHeaders headers() {
    if (arrays != null) {
      store(arrays);
    }
    return headers;
  }

  @Override
  public @Nullable Object getMember(String key) {
    var name = key.toLowerCase(Locale.ROOT);
    if (LISTED.contains(name)) {
      var known = arrays == null ? null : arrays.get(name);
      if (known != null) {
        return known;
      }
      var all = headers.all(name);
      if (all.size() > 1) {
        return array(name, all);
      }
    }
    return headers.get(name);
  }

  @Override
  public Object getMemberKeys() {
    return headers.names().toArray(String[]::new);
  }

  @Override
  public boolean hasMember(String key) {
    return headers.contains(key);
  }

  @Override
  public void putMember(String key, Value value) {
    headers.set(key, ScriptHead.values(key, value));
    forget(key);
  }

  @Override
  public boolean removeMember(String key) {
    forget(key);
    return headers.remove(key);
  }

  private Value array(String name, List<String> values) {
    var array = realm.functions().list().execute((Object) values.toArray(String[]::new));
    if (arrays == null) {
      arrays = new HashMap<>();
    }
    arrays.put(name, array);
    return array;
  }

  private void forget(String key) {
    if (arrays != null) {
      arrays.remove(key.toLowerCase(Locale.ROOT));
    }
  }

  private void store(Map<String, Value> changed) {
    changed.forEach((name, array) -> {
      var values = ScriptHead.values(name, array);
      if (!values.equals(headers.all(name))) {
        headers.set(name, values);
      }
    });
  }
}
