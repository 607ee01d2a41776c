package dev.pipy.ctl.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedactionTest {

  private final Redaction redaction = new Redaction(List.of("0123456789abcdef", ""));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "shown 0123456789abcdef here | shown (hidden) here",
        "authorization: Bearer abc.def, more | authorization: (hidden)",
        "`{\"authorization\": \"Basic YWJjZGVm\", \"x\": 1}` | `{\"authorization\": \"(hidden)\", \"x\": 1}`",
        "Set-Cookie: id=7; Path=/ | Set-Cookie: (hidden)",
        "sent Bearer abcdefgh1234 to it | sent Bearer (hidden) to it",
        "http://carol:s3same@repo.example/x | http://(hidden)@repo.example/x",
        "http://token@repo.example/x | http://(hidden)@repo.example/x",
        "password=hunter2&x=1 | password=(hidden)&x=1",
        "DB_PASSWORD: hunter2 | DB_PASSWORD: (hidden)",
        "`{\"api_key\":\"k-17\",\"n\":1}` | `{\"api_key\":\"(hidden)\",\"n\":1}`",
        "`{\"text\":\"{\\\"clientSecret\\\":\\\"k17\\\"}\"}` | `{\"text\":\"{\\\"clientSecret\\\":\\\"(hidden)\\\"}\"}`",
        "is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.c2ln ok | is (hidden) ok",
        "a line about tokens, and nothing else | a line about tokens, and nothing else",
        "admin-token-file /etc/pipy/token default | admin-token-file /etc/pipy/token default",
        "connect to 127.0.0.1:8080 refused | connect to 127.0.0.1:8080 refused",
        "see https://pipy.example/docs | see https://pipy.example/docs"
      })
  void hides_secrets_and_nothing_else(String text, String expected) {
    assertThat(redaction.of(text)).isEqualTo(expected);
  }

  @Test
  void hides_private_keys_that_are_cut_off_as_well() {
    String key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n";

    assertThat(redaction.of("a\n" + key + "-----END RSA PRIVATE KEY-----\nb"))
        .isEqualTo("a\n(hidden)\nb");
    assertThat(redaction.of(key)).isEqualTo("(hidden)");
    assertThat(redaction.hidden()).isEqualTo(2);
  }

  @Test
  void takes_no_time_for_long_texts() {
    String words = "token".repeat(400_000);
    String urls = "a://".repeat(200_000);
    String spaces = "password" + " ".repeat(1_000_000);

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          redaction.of(words);
          redaction.of(urls);
          redaction.of(spaces);
          return true;
        });
  }
}
