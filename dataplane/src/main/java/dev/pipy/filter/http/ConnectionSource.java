package dev.pipy.filter.http;

import dev.pipy.codec.http2.Http2Connection;
import dev.pipy.worker.ReadSource;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What is read from while an HTTP/2 connection's own bytes are worked on. When the peer does not
/// take what we send, its socket is not read and nothing more of what waits is sent. Confined to
/// its worker.
final class ConnectionSource implements ReadSource {

  private final Worker worker;
  private final Http2Connection connection;
  private @Nullable ReadSource socket;

  ConnectionSource(Worker worker, Http2Connection connection) {
    this.worker = worker;
    this.connection = connection;
  }

  /// Feeds the connection.
  ///
  /// @param owned taken over
  void read(ByteBuf owned) {
    var outer = worker.reading();
    if (outer != null) {
      socket = outer;
    }
    worker.reading(this);
    try {
      connection.read(owned);
    } finally {
      worker.reading(outer);
    }
  }

  /// Reads no more from the socket, until [#resumeSocket].
  void pauseSocket() {
    if (socket != null) {
      socket.pauseReading();
    }
  }

  void resumeSocket() {
    if (socket != null) {
      socket.resumeReading();
    }
  }

  @Override
  public void pauseReading() {
    connection.holdQueue();
    pauseSocket();
  }

  @Override
  public void resumeReading() {
    resumeSocket();
    connection.releaseQueue();
  }
}
