package dev.pipy.control.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextDiffTest {

  private static TextDiff diff(String from, String to) {
    return TextDiff.of(from.getBytes(StandardCharsets.UTF_8), to.getBytes(StandardCharsets.UTF_8));
  }

  private static String numbers(int last) {
    var text = new StringBuilder();
    for (int i = 1; i <= last; i++) {
      text.append(i).append('\n');
    }
    return text.toString();
  }

  @Test
  void writes_a_hunk_with_three_lines_around_it() {
    var diff = diff(numbers(9), numbers(9).replace("5\n", "five\nand\n"));

    assertThat(diff.hunks())
        .isEqualTo(
            """
            @@ -2,7 +2,8 @@
             2
             3
             4
            -5
            +five
            +and
             6
             7
             8
            """);
    assertThat(diff.added()).isEqualTo(2);
    assertThat(diff.removed()).isEqualTo(1);
  }

  @Test
  void joins_hunks_that_would_touch_and_parts_others() {
    var near = diff(numbers(20), numbers(20).replace("\n5\n", "\nx\n").replace("\n12\n", "\ny\n"));
    var far = diff(numbers(20), numbers(20).replace("\n5\n", "\nx\n").replace("\n13\n", "\ny\n"));

    assertThat(near.hunks().lines().filter(line -> line.startsWith("@@")))
        .containsExactly("@@ -2,14 +2,14 @@");
    assertThat(far.hunks().lines().filter(line -> line.startsWith("@@")))
        .containsExactly("@@ -2,7 +2,7 @@", "@@ -10,7 +10,7 @@");
  }

  @Test
  void tells_files_that_came_or_went() {
    assertThat(diff("", "a\nb\n").hunks()).isEqualTo("@@ -0,0 +1,2 @@\n+a\n+b\n");
    assertThat(diff("a\n", "").hunks()).isEqualTo("@@ -1 +0,0 @@\n-a\n");
    assertThat(diff("", "").hunks()).isEmpty();
  }

  @Test
  void tells_a_line_feed_that_is_missing_at_the_end() {
    assertThat(diff("a\nb", "a\nb\n").hunks())
        .isEqualTo(
            """
            @@ -1,2 +1,2 @@
             a
            -b
            \\ No newline at end of file
            +b
            """);
  }

  @Test
  void takes_what_is_no_text_as_it_is() {
    assertThat(TextDiff.of(new byte[] {0}, new byte[] {1}).isBinary()).isTrue();
    assertThat(TextDiff.of(new byte[] {(byte) 0xff}, new byte[] {}).isBinary()).isTrue();
  }
}
