package dev.pipy.codec.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.EverySplit;
import dev.pipy.testing.Shown;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RespReaderTest {

  private static final long LARGE = 1 << 20;

  /// Writes down what it hears.
  private static final class Heard implements RespReader.Sink {

    private final List<String> values = new ArrayList<>();
    private long bytes;

    @Override
    public void value(@Nullable Object value, long size) {
      values.add(Shown.of(value));
      bytes += size;
    }

    @Override
    public void malformed() {
      values.add("malformed");
    }

    @Override
    public void tooLarge() {
      values.add("too large");
    }
  }

  private static byte[] bytes(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> read(String text, long maxSize) {
    var heard = new Heard();
    new RespReader(maxSize, heard).read(Unpooled.copiedBuffer(bytes(text)));
    return heard.values;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          +OK\\r\\n                              | 'OK'
          +\\r\\n                                | ''
          +é\\r\\n                               | 'é'
          -ERR no\\r\\n                          | RespError[message=ERR no]
          :0\\r\\n                               | 0
          :123\\r\\n                             | 123
          :-123\\r\\n                            | -123
          :+5\\r\\n                              | 5
          :2147483648\\r\\n                      | 2147483648
          :9223372036854775807\\r\\n             | 9223372036854775807
          :-9223372036854775808\\r\\n            | -9223372036854775808
          $0\\r\\n\\r\\n                         | <>
          $4\\r\\na\\r\\nb\\r\\n                 | <610d0a62>
          $-1\\r\\n                              | null
          *-1\\r\\n                              | ARRAY
          *0\\r\\n                               | []
          *2\\r\\n:1\\r\\n$1\\r\\na\\r\\n        | [1, <61>]
          *1\\r\\n*2\\r\\n*0\\r\\n$-1\\r\\n      | [[[], null]]
          +a\\r\\n:1\\r\\n*1\\r\\n+b\\r\\n+c\\r\\n | 'a' 1 ['b'] 'c'
          """)
  void reads_values_however_they_are_cut(String text, String expected) {
    EverySplit.of(
        bytes(text),
        pieces -> {
          var heard = new Heard();
          var reader = new RespReader(LARGE, heard);
          for (var piece : pieces) {
            reader.read(Unpooled.copiedBuffer(piece));
          }
          assertThat(String.join(" ", heard.values)).isEqualTo(expected);
          assertThat(heard.bytes).isEqualTo(bytes(text).length);
          assertThat(reader.isInside()).isFalse();
        });
  }

  @Test
  void reads_a_large_bulk_string_that_comes_in_pieces() {
    var heard = new ArrayList<Object>();
    var reader =
        new RespReader(
            LARGE,
            new RespReader.Sink() {
              @Override
              public void value(@Nullable Object value, long size) {
                heard.add(Shown.of(value).length() + " of " + size);
              }

              @Override
              public void malformed() {
                heard.add("malformed");
              }

              @Override
              public void tooLarge() {
                heard.add("too large");
              }
            });
    reader.read(Unpooled.copiedBuffer(bytes("$100000\r\n")));
    for (int i = 0; i < 100; i++) {
      reader.read(Unpooled.copiedBuffer(bytes("x".repeat(1000))));
    }
    assertThat(heard).isEmpty();
    reader.read(Unpooled.copiedBuffer(bytes("\r\n")));
    assertThat(heard).containsExactly("200002 of 100011");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PING\\r\\n",
        "G",
        "+a\\n",
        "+a\\rb\\r\\n",
        ":\\r\\n",
        ":1.5\\r\\n",
        ":x\\r\\n",
        ":9223372036854775808\\r\\n",
        "$\\r\\n",
        "$-2\\r\\n",
        "$+1\\r\\n",
        "$1\\r\\nab\\r\\n",
        "$1\\r\\na\\n\\r",
        "*x\\r\\n",
        "*-2\\r\\n",
        "*1\\r\\n\\r\\n",
        "\\ra",
        "\\r\\r\\n",
        "_\\r\\n",
        "#t\\r\\n",
      })
  void tells_what_is_no_value(String text) {
    EverySplit.of(
        bytes(text),
        pieces -> {
          var heard = new Heard();
          var reader = new RespReader(LARGE, heard);
          for (var piece : pieces) {
            reader.read(Unpooled.copiedBuffer(piece));
          }
          assertThat(heard.values).as(text).containsExactly("malformed");
        });
  }

  @Test
  void passes_over_empty_lines_between_values() {
    assertThat(read("\r\n:1\r\n\r\n\r\n:2\r\n\r\n", 4)).containsExactly("1", "2");
  }

  @Test
  void bounds_values() {
    assertThat(read("$10\r\n0123456789\r\n", 17)).containsExactly("<30313233343536373839>");
    assertThat(read("$11\r\n", 17)).containsExactly("too large");
    assertThat(read("$9223372036854775808\r\n", Long.MAX_VALUE)).containsExactly("too large");
    assertThat(read("+01234567890123456789", 17)).containsExactly("too large");
    assertThat(read("*3\r\n:1\r\n:2\r\n:333333\r\n", 17)).containsExactly("too large");
    assertThat(read("+0123456789\r\n+0123456789\r\n", 17)).hasSize(2);
  }

  @Test
  void bounds_lines_arrays_and_nesting() {
    assertThat(read("+" + "x".repeat(RespReader.LONGEST_LINE - 3) + "\r\n", LARGE))
        .doesNotContain("too large");
    assertThat(read("+" + "x".repeat(RespReader.LONGEST_LINE - 2) + "\r\n", LARGE))
        .containsExactly("too large");
    assertThat(read("*1048576\r\n", LARGE)).isEmpty();
    assertThat(read("*1048577\r\n", LARGE)).containsExactly("too large");
    assertThat(read("*1\r\n".repeat(128) + ":1\r\n", LARGE)).hasSize(1).doesNotContain("too large");
    assertThat(read("*1\r\n".repeat(129), LARGE)).containsExactly("too large");
  }

  @Test
  void knows_whether_a_value_is_under_way() {
    for (var text : List.of("+", "$3\r\n", "$3\r\nabc", "*2\r\n", "*2\r\n:1\r\n")) {
      var reader = new RespReader(LARGE, new Heard());
      reader.read(Unpooled.copiedBuffer(bytes(text)));
      assertThat(reader.isInside()).as(text).isTrue();
    }
  }
}
