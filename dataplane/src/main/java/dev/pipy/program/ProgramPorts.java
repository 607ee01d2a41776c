package dev.pipy.program;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.downstream.Endpoint;
import dev.pipy.downstream.Inbound;
import dev.pipy.downstream.Listener;
import dev.pipy.program.Activation.ListenerChange;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.transport.Protocol;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The listening sockets of a program, which its generations hand on to each other. Called under
/// the program's lock, except where said.
final class ProgramPorts {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.listener");

  private final WorkerGroup workers;
  private final Telemetry telemetry;
  private final BiFunction<Endpoint, Worker, Inbound.@Nullable Port> ports;
  private final Map<Endpoint, Listener> listeners = new LinkedHashMap<>();

  /// Closed, but not gone until their last peer is; a new version may want the port back.
  private final Map<Endpoint, Listener> closing = new HashMap<>();

  /// Ports of arrays that could not be opened.
  private final Set<Endpoint> unavailable = ConcurrentHashMap.newKeySet();

  /// @param ports what clients of an endpoint get, on their worker
  ProgramPorts(
      WorkerGroup workers,
      Telemetry telemetry,
      BiFunction<Endpoint, Worker, Inbound.@Nullable Port> ports) {
    this.workers = workers;
    this.telemetry = telemetry;
    this.ports = ports;
  }

  /// Binds what is not open yet, without accepting; returns what is wrong.
  ///
  /// @param opened takes what was bound
  List<Diagnostic> bind(
      Collection<ModulePlan.Listen> listens, List<Listener> opened, Codebase codebase) {
    var problems = new ArrayList<Diagnostic>();
    for (var listen : listens) {
      var endpoint = listen.endpoint();
      if (endpoint == null || listeners.containsKey(endpoint)) {
        continue;
      }
      try {
        opened.add(bind(endpoint));
      } catch (IOException failure) {
        problems.add(PortProblem.of(listen, endpoint, failure, codebase));
      }
    }
    return problems;
  }

  /// Binds what is not open yet and can be; what cannot is logged once, until it can.
  List<Listener> bindSome(Collection<ModulePlan.Listen> listens) {
    var opened = new ArrayList<Listener>();
    for (var listen : listens) {
      var endpoint = listen.endpoint();
      if (endpoint == null || listeners.containsKey(endpoint)) {
        continue;
      }
      try {
        opened.add(bind(endpoint));
      } catch (IOException failure) {
        if (unavailable.add(endpoint)) {
          LOG.atError()
              .addKeyValue("address", endpoint)
              .addKeyValue("place", listen.location())
              .log("cannot listen: {}", PortProblem.reason(failure));
        }
      }
    }
    return opened;
  }

  private Listener bind(Endpoint endpoint) throws IOException {
    var listener = closing.remove(endpoint);
    if (listener == null) {
      listener = Listener.of(endpoint, workers, telemetry, worker -> ports.apply(endpoint, worker));
    }
    listener.bind();
    return listener;
  }

  /// Lets clients in where they are wanted, and closes all other ports.
  ///
  /// @param opened what was bound for this
  List<ListenerChange> switchTo(
      Map<Endpoint, ModulePlan.Listen> wanted, Collection<Listener> opened) {
    for (var listener : opened) {
      listeners.put(listener.endpoint(), listener);
      tellOpened(listener.endpoint());
    }
    var changes = changes(wanted, opened);
    for (var listener : List.copyOf(listeners.values())) {
      var listen = wanted.get(listener.endpoint());
      if (listen == null) {
        listeners.remove(listener.endpoint());
        close(listener);
        LOG.info("Stopped listening on {}", listener.endpoint());
      } else {
        var options = listen.options();
        listener.startAccepting(options.maxConnections(), options.isTransparent());
      }
    }
    unavailable.removeIf(
        endpoint -> !wanted.containsKey(endpoint) || listeners.containsKey(endpoint));
    return changes;
  }

  /// What [#switchTo] changes.
  List<ListenerChange> changes(
      Map<Endpoint, ModulePlan.Listen> wanted, Collection<Listener> opened) {
    var changes = new ArrayList<ListenerChange>();
    for (var listener : opened) {
      changes.add(new ListenerChange(ListenerChange.Kind.OPENED, listener.endpoint().toString()));
    }
    for (var listener : listeners.values()) {
      boolean isWanted = wanted.containsKey(listener.endpoint());
      if (!isWanted || !opened.contains(listener)) {
        changes.add(
            new ListenerChange(
                isWanted ? ListenerChange.Kind.KEPT : ListenerChange.Kind.CLOSED,
                listener.endpoint().toString()));
      }
    }
    return changes;
  }

  private static void tellOpened(Endpoint endpoint) {
    var address = endpoint.address();
    LOG.info(
        "Listening on {}port {} at {}",
        endpoint.protocol() == Protocol.UDP ? "UDP " : "",
        address.getPort(),
        address.getAddress().getHostAddress());
  }

  /// Closes a port.
  void close(Listener listener) {
    listener.close();
    closing.values().removeIf(Listener::isClosed);
    if (!listener.isClosed()) {
      closing.put(listener.endpoint(), listener);
    }
  }

  /// Closes all; returns their addresses.
  List<String> closeAll() {
    var all = open();
    listeners.clear();
    unavailable.clear();
    all.forEach(listener -> {
      close(listener);
      LOG.info("Stopped listening on {}", listener.endpoint());
    });
    return all.stream().map(listener -> listener.endpoint().toString()).toList();
  }

  /// Waits for the sockets that were closed while peers needed them, if none does any longer.
  void awaitClosed() {
    List.copyOf(closing.values()).forEach(this::close);
  }

  /// Those that are open.
  List<Listener> open() {
    return List.copyOf(listeners.values());
  }

  /// Whether a port that is wanted could be opened. Any thread.
  boolean isOpen(Endpoint endpoint) {
    return !unavailable.contains(endpoint);
  }
}
