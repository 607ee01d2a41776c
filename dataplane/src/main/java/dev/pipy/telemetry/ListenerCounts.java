package dev.pipy.telemetry;

import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;

/// What one worker counts of the clients of one listening port, for as long as the process lives.
/// Written by the worker, read by any thread.
public final class ListenerCounts {

  /// Why a client was turned away.
  public enum Rejection {
    /// No program takes clients there any more.
    NO_PROGRAM("no_program"),
    /// There are as many peers as there may be.
    TOO_MANY("too_many");

    private final String label;

    Rejection(String label) {
      this.label = label;
    }
  }

  private final String listener;
  private final String protocol;
  private final Tally opened = new Tally();
  private final Tally closed = new Tally();
  private final Tally rejectedWithoutProgram = new Tally();
  private final Tally rejectedAsTooMany = new Tally();
  private final Tally dropped = new Tally();
  private final Traffic traffic = new Traffic();
  private final RequestCounts requests = new RequestCounts(BuiltinMetric.HTTP_SERVER_DURATION);
  private final HandshakeCounts acceptedTls = new HandshakeCounts("server");
  private final HandshakeCounts connectedTls = new HandshakeCounts("client");

  /// Counts of something that listens nowhere, such as a task or a test.
  public ListenerCounts() {
    this("", "");
  }

  /// @param listener "ip:port", with "/udp" behind it if it is not TCP
  /// @param protocol "tcp", "udp", or empty if it is no port
  ListenerCounts(String listener, String protocol) {
    this.listener = listener;
    this.protocol = protocol;
  }

  /// A connection was opened, or a peer came. By the worker.
  public void opened() {
    opened.increment();
  }

  /// A connection or a peer is gone. By the worker.
  public void closed() {
    closed.increment();
  }

  /// A client was turned away. By the worker.
  public void rejected(Rejection reason) {
    rejections(reason).increment();
  }

  private Tally rejections(Rejection reason) {
    return switch (reason) {
      case NO_PROGRAM -> rejectedWithoutProgram;
      case TOO_MANY -> rejectedAsTooMany;
    };
  }

  /// A datagram went nowhere. By the worker.
  public void dropped() {
    dropped.increment();
  }

  /// Bytes of the clients' sockets.
  public Traffic traffic() {
    return traffic;
  }

  /// Requests of the clients.
  public RequestCounts requests() {
    return requests;
  }

  /// Handshakes with the clients.
  public HandshakeCounts acceptedTls() {
    return acceptedTls;
  }

  /// Handshakes with upstreams on behalf of the clients.
  public HandshakeCounts connectedTls() {
    return connectedTls;
  }

  void addTo(MetricSnapshot snapshot) {
    if (!protocol.isEmpty()) {
      addConnections(snapshot);
    }
    long active = requests.addTo(snapshot, listener);
    if (protocol.equals("tcp")) {
      snapshot.add(BuiltinMetric.HTTP_SERVER_ACTIVE, active, listener);
    }
    acceptedTls.addTo(snapshot, listener);
    connectedTls.addTo(snapshot, listener);
  }

  private void addConnections(MetricSnapshot snapshot) {
    long gone = closed.sum(); // read first: it is never ahead
    long all = opened.sum();
    snapshot.add(BuiltinMetric.LISTENER_CONNECTIONS, all - gone, listener, protocol);
    snapshot.add(BuiltinMetric.LISTENER_CONNECTIONS_TOTAL, all, listener, protocol);
    for (var reason : Rejection.values()) {
      snapshot.add(
          BuiltinMetric.LISTENER_REJECTED_CONNECTIONS,
          rejections(reason).sum(),
          listener,
          protocol,
          reason.label);
    }
    if (protocol.equals("udp")) {
      snapshot.add(BuiltinMetric.LISTENER_DROPPED_DATAGRAMS, dropped.sum(), listener);
    }
    snapshot.add(BuiltinMetric.INBOUND_BYTES, traffic.received(), listener, "received");
    snapshot.add(BuiltinMetric.INBOUND_BYTES, traffic.sent(), listener, "sent");
  }
}
