package dev.pipy.telemetry;

import dev.pipy.metrics.SharedMetrics;
import java.util.HashSet;
import java.util.Set;

/// The values that one label may take in the process; those that come when there are enough are
/// one. Any thread.
final class LabelLimit {

  private static final int LONGEST = 256;

  private final int most;
  private final Set<String> known = new HashSet<>();

  LabelLimit(int most) {
    this.most = most;
  }

  /// The value, or "other". The same for the same value, always.
  synchronized String limited(String value) {
    if (known.contains(value)) {
      return value;
    }
    if (known.size() >= most || value.length() > LONGEST) {
      return SharedMetrics.OTHER;
    }
    known.add(value);
    return value;
  }
}
