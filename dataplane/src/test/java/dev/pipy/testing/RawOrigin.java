package dev.pipy.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;

/// An upstream whose connections a test plays by hand, with a deadline of 10 seconds for each wait.
public final class RawOrigin implements AutoCloseable {

  private static final int DEADLINE_MILLIS = 10_000;

  private final ServerSocket server;

  /// Listens on a port on loopback.
  public RawOrigin(int port) throws IOException {
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    server.setSoTimeout(DEADLINE_MILLIS);
  }

  /// The next connection.
  public RawClient accept() throws IOException {
    var socket = server.accept();
    socket.setSoTimeout(DEADLINE_MILLIS);
    socket.setTcpNoDelay(true);
    return new RawClient(socket);
  }

  /// Whether nobody connects for so long.
  public boolean isIdle(int millis) throws IOException {
    server.setSoTimeout(millis);
    try {
      server.accept().close();
      return false;
    } catch (SocketTimeoutException expected) {
      return true;
    } finally {
      server.setSoTimeout(DEADLINE_MILLIS);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
