package dev.pipy.e2e.support;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Serves texts by path; those it does not have are 404.
public final class FileOrigin implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  private FileOrigin(HttpServer server) {
    this.server = server;
  }

  public static FileOrigin start() throws IOException {
    FileOrigin origin =
        new FileOrigin(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    origin.server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String text = origin.texts.get(exchange.getRequestURI().getPath());
            byte[] body = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                text == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
        });
    origin.server.start();
    return origin;
  }

  public void put(String path, String text) {
    texts.put(path, text);
  }

  public void remove(String path) {
    texts.remove(path);
  }

  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
