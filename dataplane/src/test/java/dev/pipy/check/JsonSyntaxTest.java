package dev.pipy.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonSyntaxTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " [ ] ",
        "0",
        "-0.5e+3",
        "\"\"",
        "\"a\\u00e9\\n\\\"\"",
        "true",
        "null\n",
        "[1,[2,{\"a\":[]}],{}]",
        "{\"a\":{\"b\":[1,2]},\"c\":\"d\"}\r\n",
        "[{},[],{\"a\":{}}]"
      })
  void takes_what_is_json(String text) {
    assertThat(JsonSyntax.fault(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                  | 0  | expected a value, but found the end
          {"a":1,}            | 7  | no comma may stand before }
          [1,2,]              | 5  | no comma may stand before ]
          [1 2]               | 3  | expected , or ], but found 2
          {a:1}               | 1  | expected a name in double quotes, but found a
          {"a" 1}             | 5  | expected : after the name, but found 1
          {"a":'b'}           | 5  | strings stand in double quotes
          [1, // one          | 4  | JSON has no comments
          {"a":1              | 6  | expected , or }, but found the end
          [1]]                | 3  | expected the end, but found ]
          01                  | 1  | a number does not begin with 0
          1.                  | 2  | expected a digit, but found the end
          -                   | 1  | expected a digit, but found the end
          .5                  | 0  | expected a value, but found .
          "\\x"               | 2  | expected an escape after \\, but found x
          "\\u12"             | 2  | expected four hexadecimal digits after \\u
          "a                  | 2  | the string is not closed on its line
          tru                 | 0  | expected a value, but found t
          NaN                 | 0  | expected a value, but found N
          [}                  | 1  | expected a value, but found }
          {]                  | 1  | expected a name in double quotes, but found ]
          """)
  void says_where_it_stops_being_json(String text, int offset, String message) {
    assertThat(JsonSyntax.fault(text)).isEqualTo(new JsonSyntax.Fault(message, offset));
  }

  @Test
  void depth_is_no_matter() {
    int depth = 1_000_000;

    assertThat(JsonSyntax.fault("[".repeat(depth) + "]".repeat(depth))).isNull();
    assertThat(JsonSyntax.fault("[".repeat(depth))).isNotNull();
  }

  @Test
  void no_control_character_gets_into_a_message() {
    assertThat(JsonSyntax.fault("\u001b[31m"))
        .isEqualTo(new JsonSyntax.Fault("expected a value, but found U+001B", 0));
  }
}
