package dev.pipy.program;

import dev.pipy.downstream.Endpoint;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.Spelling;
import dev.pipy.script.ListenerList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ports that a script adds and removes while it runs, with their options. Any thread: the worker
/// whose script changes it, those that accept, and who opens and closes the sockets.
final class ListenerArray implements ListenerList {

  /// Every port has a socket on every worker.
  static final int MOST = 1000;

  private static final Logger LOG = LoggerFactory.getLogger("pipy.listener");

  private final Map<String, @Nullable Object> defaults;
  private volatile Map<Endpoint, ListenOptions> ports = Map.of();

  /// Removed, and not closed yet: who waits there is still served.
  private volatile Map<Endpoint, ListenOptions> removed = Map.of();

  private volatile Predicate<Endpoint> isTaken = _ -> false;
  private volatile Runnable onChange = () -> {};

  /// One port as a script wrote it down.
  private record Entry(Endpoint endpoint, ListenOptions options) {}

  ListenerArray(Map<String, @Nullable Object> defaults) {
    this.defaults = defaults;
  }

  @Override
  public void set(List<@Nullable Object> listeners) {
    var wanted = new LinkedHashMap<Endpoint, ListenOptions>();
    for (var listener : listeners) {
      var entry = entry(listener, Map.of());
      wanted.put(entry.endpoint(), entry.options());
    }
    change(wanted);
  }

  @Override
  public synchronized void add(@Nullable Object port, @Nullable Object options) {
    var entry = entry(port, ListenOptions.fields(options, 2));
    var wanted = new LinkedHashMap<>(ports);
    wanted.put(entry.endpoint(), entry.options());
    change(wanted);
  }

  @Override
  public synchronized void remove(@Nullable Object port, @Nullable Object options) {
    var entry = entry(port, ListenOptions.fields(options, 2));
    var wanted = new LinkedHashMap<>(ports);
    wanted.remove(entry.endpoint());
    change(wanted);
  }

  private synchronized void change(Map<Endpoint, ListenOptions> wanted) {
    if (wanted.size() > MOST) {
      throw new IllegalArgumentException(
          "ports: " + wanted.size() + " (expected: " + MOST + " at most)");
    }
    for (var endpoint : wanted.keySet()) {
      if (!ports.containsKey(endpoint) && isTaken.test(endpoint)) {
        throw new IllegalArgumentException(
            "port: " + endpoint + " (expected: one that no other listen() of the program has)");
      }
    }
    var gone = new HashMap<>(removed);
    gone.putAll(ports);
    gone.keySet().removeAll(wanted.keySet());
    removed = Map.copyOf(gone); // first, so that a port is never in neither
    ports = wanted;
    onChange.run();
  }

  private Entry entry(@Nullable Object port, Map<String, @Nullable Object> options) {
    var fields = new HashMap<String, @Nullable Object>(defaults);
    var address = port;
    var listener = port == null ? null : ParamType.OBJECT.read(port);
    if (listener != null) {
      fields.putAll(listener);
      address = fields.remove("port");
      var host = fields.remove("ip");
      if (host instanceof String text && address instanceof Number number) {
        address = (text.contains(":") ? "[" + text + "]" : text) + ":" + number.longValue();
      }
    }
    fields.putAll(options);
    warnOfUnknown(fields.keySet());
    var parsed = ListenOptions.parse(fields);
    var resolved = ListenAddress.parse(address);
    if (resolved == null) {
      throw new IllegalArgumentException("invalid port: 0 (expected: 1 to 65535)");
    }
    return new Entry(new Endpoint(parsed.protocol(), resolved), parsed);
  }

  private static void warnOfUnknown(Set<String> names) {
    for (var name : names) {
      if (ListenOptions.ALL.stream().noneMatch(option -> option.name().equals(name))) {
        var known = ListenOptions.ALL.stream().map(option -> option.name()).toList();
        LOG.warn(
            "ListenerArray: option \"{}\" is not known {}", name, Spelling.advice(name, known));
      }
    }
  }

  /// What it wants, in order.
  Map<Endpoint, ListenOptions> ports() {
    return ports;
  }

  /// How the clients of one of its ports are treated; null if it has no such port.
  @Nullable ListenOptions options(Endpoint endpoint) {
    var options = ports.get(endpoint);
    return options == null ? removed.get(endpoint) : options;
  }

  /// Sets which ports others have.
  void neighbours(Predicate<Endpoint> isTaken) {
    this.isTaken = isTaken;
  }

  /// Sets what is run after each change.
  void onChange(Runnable task) {
    onChange = task;
  }

  /// Its ports that are to be closed.
  Set<Endpoint> removed() {
    return removed.keySet();
  }

  /// They are closed.
  synchronized void closed(Collection<Endpoint> endpoints) {
    var left = new HashMap<>(removed);
    left.keySet().removeAll(endpoints);
    removed = Map.copyOf(left);
  }
}
