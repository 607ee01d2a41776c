package dev.pipy.e2e.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A client that sends exactly the bytes it is told to, on one connection.
public final class RawClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  public static RawClient connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    return new RawClient(socket);
  }

  /// One request on a connection of its own.
  public static HttpAnswer get(int port, String path) throws IOException {
    try (RawClient client = connect(port)) {
      return client.get(path);
    }
  }

  public void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  public HttpAnswer get(String path) throws IOException {
    return exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  public HttpAnswer post(String path, String body) throws IOException {
    return exchange(
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, body.length(), body));
  }

  public HttpAnswer exchange(String request) throws IOException {
    send(request);
    return read();
  }

  public HttpAnswer read() throws IOException {
    return HttpAnswer.read(in);
  }

  /// Reads the head of an answer with 101; what follows is the other protocol's.
  public HttpAnswer readSwitch() throws IOException {
    return new HttpAnswer(HttpAnswer.line(in), HttpAnswer.headers(in), "");
  }

  /// Reads up to the next line feed.
  public String readLine() throws IOException {
    return HttpAnswer.line(in);
  }

  /// Everything until the peer closes.
  public String readToEnd() throws IOException {
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  /// Goes away with a RST.
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
