package dev.pipy.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The metrics of a proxy at one moment: the text, and the number of each of its lines.
///
/// @param text in the format of Prometheus
public record Scrape(String text) {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /// Asks the operations endpoint.
  public static Scrape of(int port) {
    try {
      return new Scrape(RawClient.get(port, "/metrics").body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits for a sample to become a number, and returns all that was scraped with it.
  public static Scrape await(int port, String sample, double number) {
    return Await.until(
        sample + " is " + number,
        LIMIT,
        () -> Scrape.of(port),
        scrape -> scrape.number(sample) == number);
  }

  /// The number of a sample, such as `x_total{a="1"}`; NaN if there is none.
  public double number(String sample) {
    return numbers().getOrDefault(sample, Double.NaN);
  }

  /// All numbers by sample.
  public Map<String, Double> numbers() {
    Map<String, Double> numbers = new HashMap<>();
    for (String line : text.lines().filter(it -> !it.startsWith("#")).toList()) {
      int space = line.lastIndexOf(' ');
      numbers.put(
          line.substring(0, space),
          Double.parseDouble(line.substring(space + 1).replace("Inf", "Infinity")));
    }
    return numbers;
  }

  /// Names of the metrics, in order.
  public List<String> names() {
    TreeSet<String> names = new TreeSet<>();
    for (String line : text.lines().filter(it -> it.startsWith("# TYPE ")).toList()) {
      names.add(line.split(" ", -1)[2]);
    }
    return List.copyOf(names);
  }
}
