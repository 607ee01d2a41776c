package dev.pipy.ctl.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellInterruptsTest {

  private final ShellInterrupts interrupts = new ShellInterrupts();
  private final List<String> ended = new ArrayList<>();

  @Test
  void ends_what_runs_latest_first() {
    // given
    interrupts.commandBegins();
    interrupts.onInterrupt(() -> ended.add("command"));
    interrupts.onInterrupt(() -> ended.add("call"));

    // when
    interrupts.interrupted();

    // then
    assertThat(ended).containsExactly("call", "command");
  }

  @Test
  void keeps_what_comes_before_there_is_anything_to_end() {
    // given
    interrupts.commandBegins();
    interrupts.interrupted();

    // when
    interrupts.onInterrupt(() -> ended.add("call"));

    // then
    assertThat(ended).containsExactly("call");
  }

  @Test
  void forgets_it_with_the_next_command() {
    interrupts.interrupted();
    interrupts.commandBegins();
    interrupts.onInterrupt(() -> ended.add("call"));

    assertThat(ended).isEmpty();
  }

  @Test
  void leaves_what_has_ended_alone() {
    interrupts.onInterrupt(() -> ended.add("call")).close();
    interrupts.interrupted();

    assertThat(ended).isEmpty();
  }
}
