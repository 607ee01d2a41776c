package dev.pipy.ctl.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.output.Table.Column;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

final class TableTest {

  private static String print(OutputFormat format, int width) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Table(format)
        .column("NAME", Column.TEXT)
        .column("COUNT", Column.NUMBER)
        .column("TEXT", Column.FLEXIBLE)
        .column("MORE", Column.WIDE)
        .row("a", "7", "short", "x")
        .row("bcdefg", "1234567", "longer than the rest", "")
        .print(new PrintStream(out, true, UTF_8), Style.PLAIN, width);
    return out.toString(UTF_8);
  }

  @Test
  void aligns_columns_and_hides_wide_ones() {
    assertThat(print(OutputFormat.TABLE, 80))
        .isEqualTo(
            """
            NAME      COUNT  TEXT
            a             7  short
            bcdefg  1234567  longer than the rest
            """);
  }

  @Test
  void shows_all_columns_in_the_wide_format() {
    assertThat(print(OutputFormat.WIDE, 80)).contains("longer than the rest\n", "MORE", "  x\n");
  }

  @Test
  void narrows_flexible_columns_to_the_terminal() {
    assertThat(print(OutputFormat.TABLE, 30)).contains("bcdefg  1234567  longer than …\n");
  }

  @Test
  void keeps_flexible_columns_readable_on_tiny_terminals() {
    assertThat(print(OutputFormat.TABLE, 5)).contains("bcdefg  1234567  longer …\n");
  }
}
