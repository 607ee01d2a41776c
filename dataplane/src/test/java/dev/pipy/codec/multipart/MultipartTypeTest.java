package dev.pipy.codec.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTypeTest {

  private static String boundary(String contentType) {
    return String.valueOf(Objects.requireNonNull(MultipartType.of(contentType)).boundary());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "multipart/form-data; boundary=abc | abc",
        "Multipart/Mixed;BOUNDARY=abc;charset=utf-8 | abc",
        "multipart/mixed; charset=\"a;boundary=no\" ; boundary=\"a b:c\" ; | a b:c",
        "multipart/mixed; boundary=\"a\\\"b\\\\\" | a\"b\\",
        "multipart/mixed; boundary=----=_Part/1 | ----=_Part/1",
        "multipart/mixed;; boundary=abc | abc",
      })
  void finds_the_boundary(String contentType, String expected) {
    assertThat(boundary(contentType)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/mixed",
        "multipart/mixed; boundary",
        "multipart/mixed; boundary=",
        "multipart/mixed; boundary=\"\"",
        "multipart/mixed; boundary=\"abc",
        "multipart/mixed; boundary=\"abc \"",
        "multipart/mixed; boundary=\"a\tb\"",
        "multipart/mixed; boundary=é",
        "multipart/mixed; boundary=a; boundary=b",
        "multipart/mixed, boundary=a",
        "multipart/mixed; boundary=a b",
      })
  void finds_none_that_may_be_used(String contentType) {
    assertThat(boundary(contentType)).isEqualTo("null");
  }

  @Test
  void bounds_its_length() {
    assertThat(boundary("multipart/mixed; boundary=" + "x".repeat(70))).hasSize(70);
    assertThat(boundary("multipart/mixed; boundary=" + "x".repeat(71))).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain; boundary=a", "multipart", "multipartx/mixed"})
  void passes_other_types(String contentType) {
    assertThat(MultipartType.of(contentType)).isNull();
  }
}
