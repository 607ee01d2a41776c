package dev.pipy.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// An upstream whose connections a test plays by hand, with a deadline of 10 seconds for each wait.
public final class RawOrigin implements AutoCloseable {

  private final ServerSocket server;

  /// Listens on a port on loopback.
  public RawOrigin(int port) throws IOException {
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    server.setSoTimeout(10_000);
  }

  /// The next connection.
  public RawClient accept() throws IOException {
    return new RawClient(server.accept());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
