package dev.pipy.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// A client that sends and expects bytes, with a deadline of 10 seconds for each wait.
public final class RawClient implements AutoCloseable {

  private static final int DEADLINE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream input;

  /// Connects to a port on loopback.
  public RawClient(int port) throws IOException {
    this(connected(port));
  }

  /// Takes over a connected socket.
  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    input = socket.getInputStream();
  }

  private static Socket connected(int port) throws IOException {
    var socket = new Socket();
    // before it is connected: the peer may reset at once, and then none can be set
    socket.setSoTimeout(DEADLINE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
    return socket;
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
    var head = head();
    var lower = head.toLowerCase(java.util.Locale.ROOT);
    int at = lower.indexOf("content-length: ");
    if (at < 0) {
      return head;
    }
    int length = Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
    return head + new String(input.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  /// The body of the next response.
  public String body() throws IOException {
    var response = response();
    return response.substring(response.indexOf("\r\n\r\n") + 4);
  }

  /// Reads so many bytes.
  public String read(int count) throws IOException {
    return new String(input.readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /// Reads up to the end of the next head.
  public String head() throws IOException {
    return until("\r\n\r\n");
  }

  /// Reads up to some text.
  public String until(String text) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int next = input.read();
      if (next < 0) {
        throw new IOException("ended after: " + read);
      }
      read.append((char) next);
    }
    return read.toString();
  }

  /// Returns once the peer has closed or reset the connection.
  public void awaitEnd() throws IOException {
    try {
      while (input.read() >= 0) {
        // whatever still comes
      }
    } catch (SocketTimeoutException late) {
      throw late;
    } catch (IOException reset) {
      // an end as well
    }
  }

  /// Whether the peer resets the connection, rather than ending it in order.
  public boolean isReset() throws IOException {
    try {
      while (input.read() >= 0) {
        // whatever still comes
      }
      return false;
    } catch (SocketTimeoutException late) {
      throw late;
    } catch (IOException reset) {
      return true;
    }
  }

  /// Whether a client that sends text is reset, be it while it still connects.
  public static boolean isReset(int port, String text) throws IOException {
    try (var client = new RawClient(port)) {
      return client.send(text).isReset();
    } catch (ConnectException | SocketTimeoutException other) {
      throw other;
    } catch (SocketException reset) {
      return true;
    }
  }

  /// Resets the connection.
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
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
