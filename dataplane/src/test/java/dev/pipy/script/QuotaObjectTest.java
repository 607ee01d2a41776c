package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.quota.Quota;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuotaObjectTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "new algo.Quota().current | 0",
        "new algo.Quota(5).initial | 5",
        "[3, 3, 3].map(n => q.consume(n)).join() | 3,2,0",
        "(q.consume(5), q.produce(9), q.current) | 9",
        "(m.produce(9), m.current) | 7",
        "(q.consume(5), q.reset(), q.current) | 5",
        "(new algo.Quota(3, { key: 'a' }).consume(1), new algo.Quota(3, { key: 'a' }).current) | 2",
        "new algo.Quota(3, { key: 'b' }) === new algo.Quota(3, { key: 'b' }) | false",
        "Object.prototype.toString.call(q) | [object Quota]",
      })
  void counts(String expression, String expected) {
    try (var program =
        TestProgram.main(
            """
            ((q = new algo.Quota(5), m = new algo.Quota(5, { max: 7 })) =>
            pipy().pipeline('p').handleMessage(() => String(%s)))()
            """
                .formatted(expression))) {
      assertThat(program.loaded().result(1)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | argument #1 expects a number",
        "-1 | argument #1 expects a number from 0 on",
        "5, 5 | argument #2 expects an object",
        "5, { per: 'soon' } | options.per expects seconds or a time such as '10s' or '1m'",
        "5, { per: 0 } | options.per expects seconds or a time such as '10s' or '1m'",
        "5, { max: 'x' } | options.max expects a number from 0 on",
        "5, { produce: -1 } | options.produce expects a number from 0 on",
        "5, { key: '' } | options.key expects a string that is not empty",
      })
  void refuses(String arguments, String words) {
    try (var program =
        TestProgram.main(
            """
            pipy().pipeline('p').handleMessage(() => {
              try {
                return new algo.Quota(%s)
              } catch (error) {
                return error.message
              }
            })
            """
                .formatted(arguments))) {
      assertThat(program.loaded().result(1)).isEqualTo(words);
    }
  }

  @Test
  void is_the_counter_itself_for_filters() {
    try (var program =
        TestProgram.main("pipy().pipeline('p').handleMessage(() => new algo.Quota(5))")) {
      assertThat(program.loaded().result(1)).isInstanceOf(Quota.class);
    }
  }

  @Test
  void is_made_anew_for_another_version() {
    var script =
        """
        ((a = [1, 2].map(n => new algo.Quota(n))) =>
        pipy().pipeline('p').handleMessage(() => a[1]))()
        """;
    try (var one = TestProgram.main(script);
        var other = one.beside("/main.js", script)) {
      var first = one.loaded().result(1);
      var second = other.loaded().result(1);

      assertThat(first).isInstanceOf(Quota.class);
      assertThat(second).as("another version has its own").isNotSameAs(first);
      assertThat(Objects.requireNonNull((Quota) first).initial()).isEqualTo(2);
    }
  }
}
