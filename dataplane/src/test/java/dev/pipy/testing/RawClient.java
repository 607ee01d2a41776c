package dev.pipy.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client that sends and expects bytes, with a deadline of 10 seconds for each wait.
public final class RawClient implements AutoCloseable {

  private static final int DEADLINE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream input;

  /// Connects to a port on loopback.
  public RawClient(int port) throws IOException {
    socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
    socket.setSoTimeout(DEADLINE_MILLIS);
    socket.setTcpNoDelay(true);
    input = socket.getInputStream();
  }

  /// The socket.
  public Socket socket() {
    return socket;
  }

  /// Sends text as it is.
  public RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /// Sends a GET for a path.
  public RawClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /// Reads one response with a content-length: head and body as one text.
  public String response() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = input.read();
      if (next < 0) {
        throw new IOException("ended after: " + head);
      }
      head.append((char) next);
    }
    var lower = head.toString().toLowerCase(java.util.Locale.ROOT);
    int at = lower.indexOf("content-length: ");
    if (at < 0) {
      return head.toString();
    }
    int length = Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
    return head + new String(input.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  /// The body of the next response.
  public String body() throws IOException {
    var response = response();
    return response.substring(response.indexOf("\r\n\r\n") + 4);
  }

  /// Reads until the peer ends its output.
  public String rest() throws IOException {
    return new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /// Ends our output; the peer may still answer.
  public RawClient endOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
