package dev.pipy.control.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Serves texts by path, with an ETag, and remembers what it answered.
public final class FileServer implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private final List<String> answers = new CopyOnWriteArrayList<>();
  private volatile Runnable onRequest = () -> {};

  /// On a free port of this machine.
  public FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      onRequest.run();
      var path = exchange.getRequestURI().getRawPath();
      var text = texts.get(path);
      if (text == null) {
        send(exchange, 404, "");
        return;
      }
      var etag = "\"" + text.hashCode() + "\"";
      exchange.getResponseHeaders().set("ETag", etag);
      boolean isKnown = etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
      send(exchange, isKnown ? 304 : 200, text);
    }
  }

  private void send(HttpExchange exchange, int status, String text) throws IOException {
    var user = exchange.getRequestHeaders().getFirst("Authorization");
    answers.add(
        exchange.getRequestURI().getRawPath() + " " + status + (user == null ? "" : " " + user));
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, status == 200 ? bytes.length : -1);
    if (status == 200) {
      exchange.getResponseBody().write(bytes);
    }
  }

  /// Serves a text from now on.
  public FileServer put(String path, String text) {
    texts.put(path, text);
    return this;
  }

  void remove(String path) {
    texts.remove(path);
  }

  /// Runs before each answer.
  void onRequest(Runnable task) {
    onRequest = task;
  }

  /// "path status" of each answer; empties the list.
  List<String> takeAnswers() {
    var taken = List.copyOf(answers);
    answers.clear();
    return taken;
  }

  /// The URL of a path.
  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
