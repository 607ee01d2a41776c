package dev.pipy.e2e.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that does with each connection what the test says.
public final class RawServer implements AutoCloseable {

  /// What happens to a connection; it is closed afterwards.
  public interface Conversation {
    void hold(Peer peer) throws IOException;
  }

  /// The server's end of a connection.
  public static final class Peer {

    private final Socket socket;
    private final InputStream in;

    private Peer(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    InputStream in() {
      return in;
    }

    /// Reads the head of a request; returns its first line.
    public String readHead() throws IOException {
      String first = HttpAnswer.line(in);
      while (!HttpAnswer.line(in).isEmpty()) {}
      return first;
    }

    public void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /// Goes away with a RST.
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private final ServerSocket socket;
  private final AtomicInteger accepted = new AtomicInteger();

  private RawServer(ServerSocket socket) {
    this.socket = socket;
  }

  public static RawServer start(Conversation conversation) {
    try {
      RawServer server = new RawServer(new ServerSocket(0, 128, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().start(() -> server.accept(conversation));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(Conversation conversation) {
    while (!socket.isClosed()) {
      try {
        Socket peer = socket.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> hold(conversation, peer));
      } catch (IOException expected) {
        // closed: the test is over
      }
    }
  }

  private static void hold(Conversation conversation, Socket socket) {
    try (socket) {
      conversation.hold(new Peer(socket));
    } catch (IOException expected) {
      // the proxy went away, as it may
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  /// Connections so far.
  public int accepted() {
    return accepted.get();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
