package dev.pipy.control.ops;

import java.util.List;
import java.util.Locale;

/// What a client would like to get: fields such as `accept` and `accept-encoding`, which name
/// things with weights (RFC 9110 section 12.4.2).
record AcceptHeader(List<String> values) {

  /// The weight of a name, by the most exact of what matches it; 0 if nothing does.
  ///
  /// @param names the most exact first, such as "text/plain", "text/*", "*/*"
  double weight(String... names) {
    for (var name : names) {
      for (var value : values) {
        for (var item : value.split(",", -1)) {
          var parts = item.strip().toLowerCase(Locale.ROOT).split(";", -1);
          if (parts[0].strip().equals(name)) {
            return quality(parts);
          }
        }
      }
    }
    return 0;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      var parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Math.clamp(Double.parseDouble(parameter.substring(2)), 0.0, 1.0);
        } catch (NumberFormatException expected) {
          return 0; // whatever it says, it does not say that it is wanted
        }
      }
    }
    return 1;
  }

  /// Whether JSON is liked better than plain text.
  boolean prefersJson() {
    return weight("application/json") > weight("text/plain", "text/*");
  }

  /// Whether OpenMetrics is liked at least as much as the older format.
  boolean prefersOpenMetrics() {
    double weight = weight("application/openmetrics-text");
    return weight > 0 && weight >= weight("text/plain", "text/*");
  }

  /// Whether a body may be compressed with gzip.
  boolean takesGzip() {
    return weight("gzip", "*") > 0;
  }
}
