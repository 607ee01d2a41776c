package dev.pipy.ctl.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.ctl.outcome.CommandFailure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShellLineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "status;status",
        "  status   proxy ;status,proxy",
        "pipyctl status;status",
        "deploy 'a b' -m \"it's\";deploy,a b,-m,it's",
        "a\\ b \"c \\\" d\";a b,c \" d",
        "status # not this;status",
        "deploy a#b;deploy,a#b",
        "logs --grep '|' \">\";logs,--grep,|,>",
        "deploy '';deploy,",
      })
  void splits_as_a_shell_does(String line, String words) {
    assertThat(ShellLine.parse(line).words()).isEqualTo(List.of(words.split(",", -1)));
  }

  @Test
  void takes_a_filter_and_a_file_at_the_end() {
    assertThat(ShellLine.parse("filters |grep 'a b'>out.txt"))
        .isEqualTo(new ShellLine(List.of("filters"), "a b", "out.txt"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status 'x",
        "logs | less",
        "logs | grep",
        "logs >",
        "logs > a b",
        "logs | grep >"
      })
  void refuses_what_it_cannot_do(String line) {
    assertThatThrownBy(() -> ShellLine.parse(line)).isInstanceOf(CommandFailure.class);
  }
}
