package dev.pipy.telemetry;

import dev.pipy.metrics.MetricSnapshot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// All that one worker counts, by listener and upstream. Asked once per connection, by the worker;
/// read by any thread.
public final class WorkerCounts {

  private final LabelLimit listenerLabels;
  private final LabelLimit upstreamLabels;
  private final LabelLimit peerLabels;
  private final Map<String, PeerCounts> peers = new ConcurrentHashMap<>();
  private final Map<String, ListenerCounts> listeners = new ConcurrentHashMap<>();
  private final Map<String, UpstreamCounts> upstreams = new ConcurrentHashMap<>();
  private final ListenerCounts noListener = new ListenerCounts();
  private final UpstreamCounts noUpstream = new UpstreamCounts();

  WorkerCounts(LabelLimit listenerLabels, LabelLimit upstreamLabels, LabelLimit peerLabels) {
    this.listenerLabels = listenerLabels;
    this.upstreamLabels = upstreamLabels;
    this.peerLabels = peerLabels;
  }

  /// Counts of a listening port.
  ///
  /// @param name "ip:port", with "/udp" behind it if it is not TCP
  /// @param protocol "tcp" or "udp"
  public ListenerCounts listener(String name, String protocol) {
    var known = listeners.get(name);
    if (known != null) {
      return known;
    }
    var label = listenerLabels.limited(name);
    // one too many shares its counts with the others of its protocol
    var key = label.equals(name) ? name : label + "/" + protocol;
    return listeners.computeIfAbsent(key, _ -> new ListenerCounts(label, protocol));
  }

  /// Counts of the clients of one address at a port.
  ///
  /// @param listener as for [#listener]
  /// @param address of the clients
  public PeerCounts peer(String listener, String address) {
    var port = listenerLabels.limited(listener);
    var peer = peerLabels.limited(address);
    return peers.computeIfAbsent(port + " " + peer, _ -> new PeerCounts(port, peer));
  }

  /// Counts of streams that no client began.
  public ListenerCounts noListener() {
    return noListener;
  }

  /// Counts of an upstream.
  ///
  /// @param name "host:port"
  public UpstreamCounts upstream(String name) {
    var known = upstreams.get(name);
    if (known != null) {
      return known;
    }
    return upstreams.computeIfAbsent(
        upstreamLabels.limited(name), label -> new UpstreamCounts(label));
  }

  /// Counts of requests that reached no `connect`.
  public UpstreamCounts noUpstream() {
    return noUpstream;
  }

  /// All peers that were connected to, or not.
  Stream<UpstreamSummary> upstreams() {
    return upstreams.values().stream().map(UpstreamCounts::summary);
  }

  void addTo(MetricSnapshot snapshot) {
    listeners.values().forEach(listener -> listener.addTo(snapshot));
    peers.values().forEach(peer -> peer.addTo(snapshot));
    upstreams.values().forEach(upstream -> upstream.addTo(snapshot));
    noListener.addTo(snapshot);
    noUpstream.addTo(snapshot);
  }
}
