package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Quantities;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// A request that shows whether a program does what it should.
final class Probe {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int SHOWN_LETTERS = 40;
  private static final int MOST_BYTES = 4 * SHOWN_LETTERS;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final HttpRequest request;

  Probe(String url) {
    try {
      URI uri = URI.create(url);
      this.request = HttpRequest.newBuilder(uri).timeout(LIMIT).GET().build();
    } catch (IllegalArgumentException expected) {
      throw CommandFailure.usage("--probe: " + url + " (expected: such as http://localhost:8000/)");
    }
  }

  /// `probe 200 "Hi, there!" 2.1 ms`, or why there is no answer.
  String run() {
    long start = System.nanoTime();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        String text = new String(body.readNBytes(MOST_BYTES), UTF_8);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return "probe %d \"%s\" %s"
            .formatted(response.statusCode(), shown(text), Quantities.elapsed(elapsed));
      }
    } catch (IOException failed) {
      String why = failed.getMessage();
      return "probe failed: " + (why == null ? failed.getClass().getSimpleName() : shown(why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "probe interrupted";
    }
  }

  /// The first line, without what could move the cursor.
  private static String shown(String text) {
    String line = text.strip().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
    return line.length() <= SHOWN_LETTERS ? line : line.substring(0, SHOWN_LETTERS - 1) + "…";
  }
}
