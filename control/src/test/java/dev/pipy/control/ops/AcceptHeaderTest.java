package dev.pipy.control.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptHeaderTest {

  private static AcceptHeader accept(String value) {
    return new AcceptHeader(List.of(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                               | false",
        "*/*                                                              | false",
        "application/openmetrics-text                                     | true",
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3 | true",
        "text/plain;version=0.0.4;q=0.9, application/openmetrics-text;q=0.1 | false",
        "application/openmetrics-text;q=0                                 | false",
        "application/openmetrics-text;q=x                                 | false",
      })
  void prefers_open_metrics_where_it_is_liked(String value, boolean isPreferred) {
    assertThat(accept(value).prefersOpenMetrics()).isEqualTo(isPreferred);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                | false",
        "*/*                               | false",
        "application/json                  | true",
        "Application/JSON;q=0.4, text/*;q=0.2 | true",
        "text/plain, application/json;q=0.9 | false",
      })
  void prefers_json_where_it_is_liked_better_than_text(String value, boolean isPreferred) {
    assertThat(accept(value).prefersJson()).isEqualTo(isPreferred);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''            | false",
        "gzip          | true",
        "deflate, gzip;q=0.5 | true",
        "*             | true",
        "gzip;q=0, *   | false",
        "br            | false",
      })
  void compresses_where_that_is_understood(String value, boolean isUnderstood) {
    assertThat(accept(value).takesGzip()).isEqualTo(isUnderstood);
  }
}
