package dev.pipy.e2e.support;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// A well-behaved HTTP/1.1 server with keep-alive.
public final class HttpOrigin implements AutoCloseable {

  /// A request as it arrived.
  ///
  /// @param headers names in lower case
  public record Request(String method, String path, Map<String, String> headers, String body) {}

  private final RawServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  private HttpOrigin(Function<Request, String> answer) {
    this.server = RawServer.start(peer -> serve(peer, answer));
  }

  /// Answers every request with 200 and the body that the function gives.
  public static HttpOrigin answering(Function<Request, String> body) {
    return new HttpOrigin(body);
  }

  private void serve(RawServer.Peer peer, Function<Request, String> answer) throws IOException {
    InputStream in = peer.in();
    while (true) {
      String[] first = HttpAnswer.line(in).split(" ", 3);
      Map<String, String> headers = HttpAnswer.headers(in);
      Request request = new Request(first[0], first[1], headers, body(in, headers));
      requests.add(request);
      String body = answer.apply(request);
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
  }

  private static String body(InputStream in, Map<String, String> headers) throws IOException {
    return headers.containsKey("transfer-encoding")
        ? HttpAnswer.chunks(in)
        : HttpAnswer.exactly(in, Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  public int port() {
    return server.port();
  }

  public List<Request> requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
