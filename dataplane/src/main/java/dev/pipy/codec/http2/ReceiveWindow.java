package dev.pipy.codec.http2;

/// What the peer may still send (RFC 9113 section 5.2). Room that was used comes back when its
/// bytes have been consumed, and is told once it is as much as the peer has left: half of the
/// window, or less where slow readers hold up the rest. Confined to a worker.
final class ReceiveWindow {

  private int left;
  private int consumed;

  ReceiveWindow(int size) {
    this.left = size;
  }

  /// Counts what was received; false if it was more than allowed.
  boolean take(int bytes) {
    left -= bytes;
    return left >= 0;
  }

  /// Counts what was consumed. Returns by how much to widen the peer's window now, or 0.
  int consume(int bytes) {
    consumed += bytes;
    if (consumed < left || consumed == 0) {
      return 0;
    }
    int increment = consumed;
    left += increment;
    consumed = 0;
    return increment;
  }
}
