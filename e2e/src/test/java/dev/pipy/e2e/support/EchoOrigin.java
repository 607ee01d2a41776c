package dev.pipy.e2e.support;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// Answers each request with what came in its body, or with "ok" if there was none; takes every
/// upgrade, and from then on sends lines back. Remembers nothing.
public final class EchoOrigin implements AutoCloseable {

  private final RawServer server = RawServer.start(EchoOrigin::serve);

  public EchoOrigin() {}

  private static void serve(RawServer.Peer peer) throws IOException {
    InputStream in = peer.in();
    while (true) {
      HttpAnswer.line(in);
      Map<String, String> headers = HttpAnswer.headers(in);
      if (headers.containsKey("upgrade")) {
        echo(peer);
        return;
      }
      String body =
          headers.containsKey("transfer-encoding")
              ? HttpAnswer.chunks(in)
              : HttpAnswer.exactly(
                  in, Integer.parseInt(headers.getOrDefault("content-length", "0")));
      String answer = body.isEmpty() ? "ok" : body;
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer);
    }
  }

  private static void echo(RawServer.Peer peer) throws IOException {
    peer.send("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
    while (true) {
      peer.send(HttpAnswer.line(peer.in()) + "\n");
    }
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
