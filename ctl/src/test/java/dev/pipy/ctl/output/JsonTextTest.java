package dev.pipy.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonTextTest {

  private static String document(boolean pretty) {
    return new JsonText(pretty)
        .open("")
        .field("text", "a \"b\"\n\\\u0001é")
        .open("empty")
        .close()
        .field("list", List.of("x", "y"))
        .openList("objects")
        .open("")
        .field("number", 7)
        .close()
        .closeList()
        .close()
        .toString();
  }

  @Test
  void writes_one_line() {
    assertThat(document(false))
        .isEqualTo(
            """
            {"text":"a \\"b\\"\\n\\\\\\u0001é","empty":{},"list":["x","y"],"objects":[{"number":7}]}\
            """);
  }

  @Test
  void writes_several_lines() {
    assertThat(document(true))
        .isEqualTo(
            """
            {
              "text": "a \\"b\\"\\n\\\\\\u0001é",
              "empty": {},
              "list": [
                "x",
                "y"
              ],
              "objects": [
                {
                  "number": 7
                }
              ]
            }\
            """);
  }
}
