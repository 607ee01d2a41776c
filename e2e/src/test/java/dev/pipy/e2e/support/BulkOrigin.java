package dev.pipy.e2e.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// An HTTP/1 server for what is too large to keep: `GET /bytes/N` answers N bytes, `POST` swallows
/// the body and answers its size, `/reset` goes away with a reset within its answer.
public final class BulkOrigin implements AutoCloseable {

  private static final byte[] CHUNK = new byte[64 << 10];

  private final ServerSocket socket;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  /// Starts on a port of its own.
  public BulkOrigin() {
    try {
      socket = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Thread.ofPlatform().daemon().start(this::accept);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var peer = socket.accept();
        peer.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(peer));
      } catch (IOException expected) {
        // closed: the test is over
      }
    }
  }

  private void serve(Socket peer) {
    try (peer) {
      var in = new BufferedInputStream(peer.getInputStream(), CHUNK.length);
      while (serve(in, peer)) {
        // the next request
      }
    } catch (IOException expected) {
      // the proxy went away, as it may
    }
  }

  private boolean serve(InputStream in, Socket peer) throws IOException {
    var out = peer.getOutputStream();
    var words = HttpAnswer.line(in).split(" ", 3);
    var headers = HttpAnswer.headers(in);
    var path = words[1];
    if (words[0].equals("POST")) {
      long size = swallow(in, headers);
      var text = "" + size;
      write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
    } else if (path.equals("/reset")) {
      write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
      peer.setSoLinger(true, 0);
      return false;
    } else if (path.startsWith("/bytes/")) {
      long size = Long.parseLong(path.substring("/bytes/".length()));
      write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
      for (long left = size; left > 0; left -= CHUNK.length) {
        int count = (int) Math.min(left, CHUNK.length);
        out.write(CHUNK, 0, count);
        sent.addAndGet(count);
      }
    } else {
      write(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone");
    }
    return true;
  }

  private long swallow(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.containsKey("transfer-encoding")) {
      long size = HttpAnswer.chunks(in).length();
      received.addAndGet(size);
      return size;
    }
    long size = Long.parseLong(headers.getOrDefault("content-length", "0"));
    for (long left = size; left > 0; ) {
      long skipped = in.skip(left);
      if (skipped == 0 && in.read() < 0) {
        throw new EOFException("ended " + left + " bytes too early");
      }
      left -= Math.max(1, skipped);
      received.addAndGet(Math.max(1, skipped));
    }
    return size;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
  }

  /// The port.
  public int port() {
    return socket.getLocalPort();
  }

  /// Bytes of answers that the system took so far.
  public long sent() {
    return sent.get();
  }

  /// Bytes of bodies that came so far.
  public long received() {
    return received.get();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
