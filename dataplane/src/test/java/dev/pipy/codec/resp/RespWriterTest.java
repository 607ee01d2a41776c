package dev.pipy.codec.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RespWriterTest {

  private static String written(@Nullable Object value) {
    var bytes = RespWriter.write(value);
    try {
      return bytes.toString(StandardCharsets.UTF_8);
    } finally {
      bytes.release();
    }
  }

  @Test
  void writes_each_type() {
    assertThat(written(null)).isEqualTo("$-1\r\n");
    assertThat(written(RespNull.ARRAY)).isEqualTo("*-1\r\n");
    assertThat(written("é")).isEqualTo("+é\r\n");
    assertThat(written(true)).isEqualTo("+true\r\n");
    assertThat(written(Bytes.of("a\r\nb"))).isEqualTo("$4\r\na\r\nb\r\n");
    assertThat(written(new RespError("ERR no"))).isEqualTo("-ERR no\r\n");
    assertThat(written(List.of())).isEqualTo("*0\r\n");
    assertThat(written(Arrays.asList(1, null, List.of("a"))))
        .isEqualTo("*3\r\n:1\r\n$-1\r\n*1\r\n+a\r\n");
  }

  @Test
  void writes_whole_numbers_of_64_bits() {
    assertThat(written(123)).isEqualTo(":123\r\n");
    assertThat(written(-1.9)).isEqualTo(":-1\r\n");
    assertThat(written(Long.MAX_VALUE)).isEqualTo(":9223372036854775807\r\n");
    assertThat(written(-0x1p63)).isEqualTo(":-9223372036854775808\r\n");
    for (Object number : List.of(0x1p63, Double.NaN, BigInteger.TWO.pow(64))) {
      assertThatThrownBy(() -> written(number))
          .isInstanceOf(RespException.class)
          .hasMessageEndingWith("(expected: a whole number of 64 bits)");
    }
  }

  /// What a client put into a value must not become values of their own.
  @Test
  void lets_no_line_break_into_a_line() {
    assertThat(written("a\r\n+b")).isEqualTo("$5\r\na\r\n+b\r\n");
    assertThat(written("a\nb")).isEqualTo("$3\r\na\nb\r\n");
    assertThat(written(new RespError("a\r\n+b"))).isEqualTo("-a  +b\r\n");
    assertThat(written("x".repeat(70_000))).startsWith("$70000\r\n");
  }

  @Test
  void refuses_what_it_cannot_say() {
    assertThatThrownBy(() -> written(List.of(Map.of("a", 1))))
        .isInstanceOf(RespException.class)
        .hasMessageStartingWith("value: an object (expected: null, a boolean, a number, ");
    Object nested = 1;
    for (int i = 0; i < 128; i++) {
      nested = List.of(nested);
    }
    assertThat(written(nested)).hasSize(128 * 4 + 4);
    var deeper = List.of(nested);
    assertThatThrownBy(() -> written(deeper)).hasMessageContaining("deeper than 128");
    assertThatThrownBy(() -> written(new RespError("x".repeat(70_000))))
        .hasMessageContaining("70000 bytes");
  }
}
