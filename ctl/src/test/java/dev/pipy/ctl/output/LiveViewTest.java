package dev.pipy.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.host.Screen;
import dev.pipy.ctl.testing.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveViewTest {

  private static final String UP_TWO = "\r\u001b[2A";
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final Tool tool;

  LiveViewTest(@TempDir Path state) {
    tool = new Tool(state);
  }

  @Test
  void draws_over_what_it_has_drawn() {
    LiveView view = new LiveView(tool.terminal(20).host());

    view.draw(List.of("one", "two"));
    view.draw(List.of("three"));

    assertThat(tool.out())
        .isEqualTo(
            (CLEAR_LINE + "one\n" + CLEAR_LINE + "two\n" + CLEAR_BELOW)
                + (UP_TWO + CLEAR_LINE + "three\n" + CLEAR_BELOW));
  }

  @Test
  void cuts_lines_that_the_window_would_wrap() {
    LiveView view = new LiveView(tool.terminal(5).host());

    view.draw(List.of("12345", "123456", "äöüßäöü", "\u001b[1m12\u001b[0m3456"));

    assertThat(tool.out().replace(CLEAR_LINE, "").replace(CLEAR_BELOW, ""))
        .isEqualTo("12345\n1234…\näöüß…\n\u001b[1m12\u001b[0m34…\u001b[0m\n");
  }

  @Test
  void says_how_many_lines_the_window_does_not_show() {
    LiveView view = new LiveView(tool.terminal(20, 4).host());

    view.draw(List.of("one", "two", "three", "four", "five"));

    assertThat(tool.out().replace(CLEAR_LINE, "").replace(CLEAR_BELOW, ""))
        .isEqualTo("one\ntwo\n… 3 more lines\n");
  }

  @Test
  void begins_anew_in_a_window_of_another_size() {
    AtomicInteger columns = new AtomicInteger(9);
    LiveView view = new LiveView(tool.terminal(() -> new Screen.Size(columns.get(), 24)).host());

    view.draw(List.of("1234567"));
    columns.set(5);
    view.draw(List.of("1234567"));

    assertThat(tool.out()).endsWith("\u001b[H\u001b[2J" + CLEAR_LINE + "1234…\n" + CLEAR_BELOW);
  }

  @Test
  void draws_one_below_the_other_where_nothing_can_be_drawn_over() {
    LiveView dumb = new LiveView(tool.terminal(5).set("TERM", "dumb").host());
    dumb.draw(List.of("1234567"));
    dumb.draw(List.of("2"));
    assertThat(tool.out()).isEqualTo("1234567\n\n2\n");
  }
}
