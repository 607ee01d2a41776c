package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.v1.MetricFamily;
import dev.pipy.control.v1.QueryStatsResponse;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsServiceTest {

  @ParameterizedTest
  @CsvSource({
    "pipy_x, pipy_x, true",
    "pipy_x, pipy_xy, false",
    "*, anything, true",
    "pipy_*_total, pipy_a_b_total, true",
    "pipy_*_total, pipy_a_totals, false",
    "*a*b*, xxaxxbxx, true",
    "*a*b*, xxbxxaxx, false",
    "p?py, pipy, true",
    "p?py, ppy, false",
    "**, x, true",
  })
  void stars_stand_for_any_letters(String pattern, String name, boolean isMatch) {
    assertThat(MetricsService.matches(pattern, name)).isEqualTo(isMatch);
  }

  @Test
  void many_stars_take_no_time() {
    assertThat(MetricsService.matches("*a".repeat(100), "a".repeat(99) + "b".repeat(5000)))
        .isFalse();
  }

  @Test
  void pieces_of_text_end_with_lines_and_make_the_whole() {
    var text = ("x".repeat(1000) + "\n").repeat(500) + "y".repeat(200_000) + "\n";

    var pieces = MetricsService.pieces(text);

    assertThat(String.join("", pieces)).isEqualTo(text);
    assertThat(pieces).hasSizeGreaterThan(3).allMatch(piece -> piece.endsWith("\n"));
  }

  @Test
  void pieces_of_numbers_stay_below_the_size_of_a_message() {
    var snapshot = new MetricSnapshot();
    for (int i = 0; i < 1200; i++) {
      snapshot.add(BuiltinMetric.UPSTREAM_CONNECTIONS, 1, i + "h".repeat(1000));
    }
    snapshot.add(BuiltinMetric.LOG_DROPPED, 1);

    var pieces = MetricsService.pieces(snapshot.families());

    assertThat(pieces).hasSize(5).allMatch(piece -> piece.getSerializedSize() < 300 << 10);
    assertThat(
            pieces.stream()
                .map(QueryStatsResponse::getFamiliesList)
                .flatMap(List::stream)
                .mapToInt(MetricFamily::getSamplesCount)
                .sum())
        .isEqualTo(1201);
  }
}
