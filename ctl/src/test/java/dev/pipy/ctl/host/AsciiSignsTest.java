package dev.pipy.ctl.host;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AsciiSignsTest {

  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

  private String shown() {
    return terminal.toString(US_ASCII);
  }

  @Test
  void takes_the_place_of_signs_and_keeps_their_width() throws IOException {
    // given
    String text = "✓ r2 → r3 │ ü 😀 x\u001b[0m\n";

    // when
    try (OutputStream out = new AsciiSigns(terminal)) {
      out.write(text.getBytes(UTF_8));
    }

    // then
    assertThat(shown()).isEqualTo("+ r2 > r3 | ? ? x\u001b[0m\n");
  }

  @Test
  void shows_bytes_that_are_no_text() throws IOException {
    try (OutputStream out = new AsciiSigns(terminal)) {
      out.write(new byte[] {(byte) 0xe2, 'a', (byte) 0x80, (byte) 0xff, 'b'});
    }

    assertThat(shown()).isEqualTo("?a??b");
  }

  @ParameterizedTest
  @CsvSource({
    "LANG, en_US.UTF-8, ✓",
    "LANG, C.utf8, ✓",
    "LANG, '', ✓",
    "LC_ALL, C, +",
    "LC_CTYPE, POSIX, +",
    "LANG, de_DE@euro, +",
  })
  void goes_by_the_locale(String variable, String locale, String sign) throws IOException {
    try (OutputStream out = AsciiSigns.unlessUtf8(terminal, Map.of(variable, locale))) {
      out.write("✓".getBytes(UTF_8));
    }

    assertThat(terminal.toString(UTF_8)).isEqualTo(sign);
  }
}
