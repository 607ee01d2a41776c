package dev.pipy.codec.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.StreamError;
import dev.pipy.testing.EverySplit;
import dev.pipy.testing.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartDecoderTest {

  /// Writes down parts: fields, body with `~` for a line end and `^` for a carriage return alone,
  /// `;` at the end.
  private static final class Log implements MultipartDecoder.Sink {

    private final StringBuilder text = new StringBuilder();

    @Override
    public void begin(Map<String, List<String>> fields) {
      text.append(fields).append(':');
    }

    @Override
    public void data(ByteBuf bytes) {
      text.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }

    @Override
    public void end() {
      text.append(';');
    }

    @Override
    public void failed(StreamError error) {
      text.append('!').append(error.code());
    }
  }

  private static String decode(List<byte[]> pieces) {
    var log = new Log();
    var decoder = new MultipartDecoder("b", 5, log);
    for (var piece : pieces) {
      decoder.read(Unpooled.copiedBuffer(piece));
    }
    decoder.end();
    return log.text.toString().replace("\r\n", "~").replace('\r', '^');
  }

  private static byte[] body(String text) {
    return text.replace("~", "\r\n").replace('^', '\r').getBytes(StandardCharsets.UTF_8);
  }

  private static void check(String text, String expected) {
    EverySplit.of(body(text), pieces -> assertThat(decode(pieces)).isEqualTo(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "--b~A: x~~one~--b~~two~--b--~|{a=[x]}:one;{}:two;",
        // nothing around it, and much
        "--b~~one~--b--|{}:one;",
        "intro~--bx~ --b~~--b~~one~--b--~more~--b~~no~--b--|{}:one;",
        "--b--|",
        "~--b--~|",
        // line ends belong to the delimiter behind them
        "--b~~~--b--|{}:;",
        "--b~~--b--|{}:;",
        "--b~A: x~~--b~A: y~~--b--|{a=[x]}:;{a=[y]}:;",
        "--b~~one~~--b--|{}:one~;",
        "--b~~~one~--b--|{}:~one;",
        // blanks behind the boundary
        "--b \t~~one~--b-- \t~|{}:one;",
        "--b~~one~--b--^|{}:one;",
        // what only looks like a delimiter
        "--b~~a--b~--bb~--b-~--b-x~--~-b~--b--|{}:a--b~--bb~--b-~--b-x~--~-b;",
        "--b~~--bx~--b--|{}:--bx;",
        "--b~~a~--b ^x~--b--|{}:a~--b ^x;",
        "--b~~a~--b-- x~--b--|{}:a~--b-- x;",
        "--b~~a~--b -~--b--|{}:a~--b -;",
        "--b~~a^~^^~--b--|{}:a^~^^;",
        "--b~~a~--b^~--b--|{}:a~--b^;",
        // fields
        "--b~A:x~a : no~~--b--|!ProtocolError",
        "--b~A:  x y  ~B:~A: é~~--b--|{a=[x y, é], b=[]}:;",
        "--b~A: x;~\ty ~  z~~--b--|{a=[x; y z]}:;",
      })
  void cuts_bodies(String text, @Nullable String expected) {
    check(text, expected == null ? "" : expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "--b",
        "--b-",
        "--b~",
        "--b~A: x",
        "--b~A: x~",
        "--b~~",
        "--b~~one",
        "--b~~one~--b",
        "--b~~one~--b-",
        "--b~~one~--b~",
        "--b~ x~~--b--",
        "--b~A~~--b--",
        "--b~: x~~--b--",
        "--b~A: x\rB: y~~--b--",
        "--b~A: x\nB: y~~--b--",
        "--b~A: \0~~--b--",
        "--b~--b--",
        "--b\n\none\n--b--\n",
      })
  void refuses_what_breaks_the_rules(String text) {
    EverySplit.of(body(text), pieces -> assertThat(decode(pieces)).endsWith("!ProtocolError"));
  }

  @Test
  void a_body_of_no_bytes_has_no_parts() {
    assertThat(decode(List.of(new byte[0]))).isEmpty();
  }

  @Test
  void cuts_parts_of_parts() {
    var nested = "Content-Type: multipart/mixed; boundary=bb~~";

    check(
        "--b~A: x~~one~--b~" + nested + "in~--bb~~two~--bb~B: y~~three~--bb--~out~--b~~four~--b--",
        "{a=[x]}:one;{}:two;{b=[y]}:three;{}:four;");
    check("--b~" + nested + "--bb~~two~--bb--~--b--", "{}:two;");
    check("--b~" + nested + "--b--", "");
    // a level that does not end before the one around it
    check("--b~" + nested + "--bb~~two~--b--", "{}:two!ProtocolError");
    check("--b~Content-Type: multipart/mixed~~x~--b--", "!ProtocolError");
  }

  @Test
  void bounds_how_deep_parts_are_nested() {
    for (int depth : new int[] {8, 9}) {
      var text = new StringBuilder("--b~");
      for (int level = 2; level <= depth; level++) {
        text.append("Content-Type: multipart/mixed; boundary=l%d~~--l%d~".formatted(level, level));
      }
      text.append("~x");
      for (int level = depth; level >= 2; level--) {
        text.append("~--l%d--".formatted(level));
      }
      assertThat(decode(List.of(body(text + "~--b--"))))
          .isEqualTo(depth == 8 ? "{}:x;" : "!ProtocolError");
    }
  }

  @Test
  void bounds_heads_and_parts() {
    assertThat(decode(List.of(body("--b~A: " + "x".repeat(16 << 10) + "~~--b--"))))
        .isEqualTo("!BufferOverflow");
    assertThat(decode(List.of(body("--b~~".repeat(5) + "--b--")))).isEqualTo("{}:;".repeat(5));
    assertThat(decode(List.of(body("--b~~".repeat(6) + "--b--"))))
        .isEqualTo("{}:;".repeat(5) + "!BufferOverflow");
    assertThat(decode(List.of(body("--b" + " ".repeat(300) + "~~--b--"))))
        .isEqualTo("!ProtocolError");
  }

  @Test
  void says_the_same_of_damaged_bodies_wherever_they_are_cut() {
    var good =
        body(
            "x~--b~A: y~~one~--b~Content-Type: multipart/mixed; boundary=c~~"
                + "--c~~two~--c--~--b~~--b--~z");
    var marks = body("~-bc :\r\nx");
    Fuzz.run(
        20_000,
        random -> {
          byte[] input = Arrays.copyOf(good, random.nextInt(1, good.length + 1));
          for (int i = random.nextInt(4); i > 0; i--) {
            input[random.nextInt(input.length)] = marks[random.nextInt(marks.length)];
          }
          int cut = random.nextInt(input.length + 1);
          var inTwo =
              decode(
                  List.of(Arrays.copyOf(input, cut), Arrays.copyOfRange(input, cut, input.length)));

          assertThat(inTwo).isEqualTo(decode(List.of(input)));
        });
  }
}
