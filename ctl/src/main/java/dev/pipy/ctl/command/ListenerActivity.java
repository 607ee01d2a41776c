package dev.pipy.ctl.command;

import dev.pipy.control.v1.MetricFamily;
import dev.pipy.control.v1.MetricSample;
import dev.pipy.control.v1.QueryStatsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What one listener did between two looks at its numbers.
final class ListenerActivity {

  private static final String CONNECTIONS = "pipy_listener_connections";
  private static final String BYTES = "pipy_inbound_bytes_total";
  private static final String REQUESTS = "http_server_request_duration_seconds";

  /// What to ask for.
  static final List<String> METRICS = List.of(CONNECTIONS, BYTES, REQUESTS);

  private final String listener;
  private final double seconds;
  private final Distribution durations = new Distribution();
  private final Map<Integer, Double> requests = new TreeMap<>();
  private double connections;
  private double received;
  private double sent;

  private ListenerActivity(String listener, double seconds) {
    this.listener = listener;
    this.seconds = seconds;
  }

  /// All listeners, by address.
  static List<ListenerActivity> between(
      QueryStatsResponse before, QueryStatsResponse after, double seconds) {
    Map<String, ListenerActivity> all = new TreeMap<>();
    for (MetricFamily family : after.getFamiliesList()) {
      for (MetricSample sample : family.getSamplesList()) {
        String name = listener(sample);
        if (!name.isEmpty()) {
          all.computeIfAbsent(name, key -> new ListenerActivity(key, seconds))
              .add(family.getName(), sample, 1);
        }
      }
    }
    for (MetricFamily family : before.getFamiliesList()) {
      for (MetricSample sample : family.getSamplesList()) {
        ListenerActivity known = all.get(listener(sample));
        if (known != null && !family.getName().equals(CONNECTIONS)) {
          known.add(family.getName(), sample, -1);
        }
      }
    }
    return new ArrayList<>(all.values());
  }

  private static String listener(MetricSample sample) {
    return sample.getLabelsOrDefault("listener", "");
  }

  private void add(String metric, MetricSample sample, double factor) {
    switch (metric) {
      case CONNECTIONS -> connections += sample.getValue();
      case BYTES -> {
        double bytes = factor * sample.getValue();
        if (sample.getLabelsOrDefault("direction", "").equals("received")) {
          received += bytes;
        } else {
          sent += bytes;
        }
      }
      case REQUESTS -> {
        durations.add(sample, factor);
        String status = sample.getLabelsOrDefault("http_response_status_code", "");
        int kind = status.isEmpty() ? 0 : status.charAt(0) - '0';
        requests.merge(kind, factor * sample.getCount(), Double::sum);
      }
      default -> {} // not asked for
    }
  }

  String listener() {
    return listener;
  }

  /// Open now.
  double connections() {
    return connections;
  }

  double requestsPerSecond() {
    return durations.count() / seconds;
  }

  /// Bytes that clients sent.
  double receivedPerSecond() {
    return received / seconds;
  }

  /// Bytes that clients were sent.
  double sentPerSecond() {
    return sent / seconds;
  }

  /// How long requests took.
  Distribution durations() {
    return durations;
  }

  /// The share of requests whose status begins with a digit; 0 is for those without a whole answer.
  /// NaN if there were no requests.
  double share(int firstDigit) {
    return durations.count() <= 0
        ? Double.NaN
        : requests.getOrDefault(firstDigit, 0.0) / durations.count();
  }
}
