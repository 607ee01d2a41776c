package dev.pipy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Compares the page for users with what there is.
final class MetricsPageTest {

  private static final Path PAGE = Path.of("../docs/metrics.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z_0-9]+)` \\| (\\w+) \\|([^|]*)\\|", Pattern.MULTILINE);

  @Test
  void explains_every_metric_with_its_type_and_labels() throws IOException {
    var rows = ROW.matcher(Files.readString(PAGE)).results().map(MetricsPageTest::row).toList();
    var expected = Arrays.stream(BuiltinMetric.values()).map(MetricsPageTest::row).toList();

    assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<String> row(MatchResult row) {
    return List.of(row.group(1), row.group(2), row.group(3).replace("`", "").strip());
  }

  private static List<String> row(BuiltinMetric metric) {
    return List.of(metric.metricName(), metric.type().word(), String.join(", ", metric.labels()));
  }
}
