package dev.pipy.telemetry;

import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;

/// What one worker counts of the clients of one address at one port. Written by the worker, read by
/// any thread.
public final class PeerCounts {

  private final String listener;
  private final String peer;
  private final Tally opened = new Tally();
  private final Tally closed = new Tally();
  private final Traffic traffic = new Traffic();

  /// @param listener "ip:port", with "/udp" behind it if it is not TCP
  /// @param peer the address
  PeerCounts(String listener, String peer) {
    this.listener = listener;
    this.peer = peer;
  }

  /// A client came. By the worker.
  public void opened() {
    opened.increment();
  }

  /// A client is gone. By the worker.
  ///
  /// @param received bytes that it sent in all
  /// @param sent bytes that it was sent
  public void closed(long received, long sent) {
    closed.increment();
    traffic.received(received);
    traffic.sent(sent);
  }

  void addTo(MetricSnapshot snapshot) {
    long gone = closed.sum(); // read first: it is never ahead
    long all = opened.sum();
    snapshot.add(BuiltinMetric.PEER_CONNECTIONS, all - gone, listener, peer);
    snapshot.add(BuiltinMetric.PEER_CONNECTIONS_TOTAL, all, listener, peer);
    snapshot.add(BuiltinMetric.PEER_BYTES, traffic.received(), listener, peer, "received");
    snapshot.add(BuiltinMetric.PEER_BYTES, traffic.sent(), listener, peer, "sent");
  }
}
