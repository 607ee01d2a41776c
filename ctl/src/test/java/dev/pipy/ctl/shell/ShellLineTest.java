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
    assertThat(parse(line).words()).isEqualTo(List.of(words.split(",", -1)));
  }

  private static ShellLine parse(String line) {
    return ShellLine.parse(line, name -> name.equals("?") ? "3" : "[" + name + "]");
  }

  @Test
  void takes_a_filter_and_a_file_at_the_end() {
    assertThat(parse("filters |grep 'a b'>out.txt"))
        .isEqualTo(
            new ShellLine(
                List.of("filters"),
                List.of(new ShellLine.Filter("a b", false, false)),
                "out.txt",
                false,
                false));
  }

  @Test
  void takes_several_filters_and_appends() {
    assertThat(parse("logs | grep -i A | grep -v b >> out.txt &"))
        .isEqualTo(
            new ShellLine(
                List.of("logs"),
                List.of(
                    new ShellLine.Filter("A", true, false), new ShellLine.Filter("b", false, true)),
                "out.txt",
                true,
                true));
  }

  @Test
  void filters_by_text() {
    assertThat(new ShellLine.Filter("aB", false, false).passes("xaBx")).isTrue();
    assertThat(new ShellLine.Filter("aB", false, false).passes("ab")).isFalse();
    assertThat(new ShellLine.Filter("aB", true, false).passes("ab")).isTrue();
    assertThat(new ShellLine.Filter("aB", true, true).passes("ab")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "history ${NAME};history,[NAME]",
        "a \"${N} x\" b${M}c;a,[N] x,b[M]c",
        "a '${N}' \\${N};a,${N},${N}",
        "a $? '$?' $x;a,3,$?,$x",
        "dev --probe http://x/?a=1&b=2;dev,--probe,http://x/?a=1&b=2",
      })
  void puts_values_in_as_a_shell_does(String line, String words) {
    assertThat(parse(line).words()).isEqualTo(List.of(words.split(",", -1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status 'x",
        "logs | less",
        "logs | grep",
        "logs >",
        "logs > a b",
        "logs | grep >",
        "logs ${x",
        "logs | grep -i",
        "logs & > x"
      })
  void refuses_what_it_cannot_do(String line) {
    assertThatThrownBy(() -> parse(line)).isInstanceOf(CommandFailure.class);
  }
}
