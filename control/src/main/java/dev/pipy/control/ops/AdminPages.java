package dev.pipy.control.ops;

import com.sun.net.httpserver.HttpExchange;
import dev.pipy.event.Bytes;
import dev.pipy.program.AdminRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Pages of the operations endpoint that programs answer, by `.admin(path)`. Any thread that may
/// block.
public final class AdminPages {

  /// Bytes of a request's body.
  private static final int LARGEST_BODY = 1 << 20;

  /// What pipelines take at most, and a little for a busy worker.
  private static final long LONGEST_SECONDS = 15;

  private static final String TEXT = "text/plain; charset=utf-8";

  /// Answers without a body, whatever a script says (RFC 9110 section 6.4.1).
  private static final Set<Integer> BODILESS = Set.of(204, 304);

  private final Function<AdminRequest, @Nullable CompletableFuture<AdminRequest.Answer>> programs;

  /// @param programs gives the answer to a request, or null if no program has one for its path
  public AdminPages(
      Function<AdminRequest, @Nullable CompletableFuture<AdminRequest.Answer>> programs) {
    this.programs = programs;
  }

  /// Answers a request. Returns false, and has done nothing, if no program answers its path.
  boolean answer(HttpExchange exchange) throws IOException {
    var uri = exchange.getRequestURI();
    if (!String.valueOf(uri.getRawPath()).startsWith(AdminRequest.ROOT)) {
      return false;
    }
    var body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      send(exchange, 413, "the body is larger than " + LARGEST_BODY + " bytes\n");
      return true;
    }
    var headers = new HashMap<String, List<String>>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    var path =
        uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    var answer =
        programs.apply(
            new AdminRequest(exchange.getRequestMethod(), path, headers, new Bytes(body)));
    if (answer == null) {
      return false;
    }
    try {
      send(exchange, answer.get(LONGEST_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException busy) {
      send(exchange, 504, "a worker is too busy to answer\n");
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      send(exchange, 503, "the server stops\n");
    }
    return true;
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", TEXT);
    var body = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    send(exchange, status, body);
  }

  private static void send(HttpExchange exchange, AdminRequest.Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::put);
    send(exchange, answer.status(), answer.body().toArray());
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean isBodiless =
        exchange.getRequestMethod().equals("HEAD") || BODILESS.contains(status) || body.length == 0;
    exchange.sendResponseHeaders(status, isBodiless ? -1 : body.length);
    if (!isBodiless) {
      exchange.getResponseBody().write(body);
    }
  }
}
