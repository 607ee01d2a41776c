package dev.pipy.telemetry;

/// Bytes of sockets, in both directions. Written by one worker, read by any thread.
public final class Traffic {

  private final Tally received = new Tally();
  private final Tally sent = new Tally();

  /// No bytes yet.
  public Traffic() {}

  /// Bytes were read.
  public void received(long bytes) {
    received.add(bytes);
  }

  /// Bytes were given to the socket, which may still fail to send them.
  public void sent(long bytes) {
    sent.add(bytes);
  }

  /// Bytes read so far.
  public long received() {
    return received.sum();
  }

  /// Bytes given to sockets so far.
  public long sent() {
    return sent.sum();
  }
}
