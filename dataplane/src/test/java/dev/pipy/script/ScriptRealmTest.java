package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.pipeline.ScriptObject;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScriptRealmTest {

  @Test
  void builder_calls_arrive_with_arguments_and_the_place_of_their_names() {
    try (var program =
        TestProgram.main(
            """
            // a comment
            pipy({ _n: 0 })
              .listen(8080, { maxConnections: 5 })
              .handleMessage(msg => _n++).dump('x',
                [1, 2.5, null, true])
            """)) {
      program.loaded();
      assertThat(program.calls)
          .extracting(call -> call.method() + " " + call.location())
          .containsExactly(
              "listen /main.js:3:4", "handleMessage /main.js:4:4", "dump /main.js:4:31");
      assertThat(program.calls.get(2).arguments().get(1))
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .containsExactly(1, 2.5, null, true);
      assertThat(((ScriptObject) program.calls.get(0).arguments().get(1)).properties())
          .containsEntry("maxConnections", 5);
      assertThat(program.function(1).location()).isEqualTo("/main.js:4:18");
    }
  }

  @Test
  void values_pass_both_ways() {
    try (var program = TestProgram.main("pipy().listen(v => v).listen(v => [v, v])")) {
      program.loaded();
      var start = new Event.MessageStart(null, 5);
      var message = new Message(null, Bytes.of("x"));
      var bytes = Bytes.of("abc");
      for (var value :
          List.of("text", 5, 2.5, true, start, message, bytes, Event.StreamEnd.CLEAN)) {
        assertThat(program.result(0, value)).isEqualTo(value);
      }
      assertThat(program.result(1, bytes)).isEqualTo(List.of(bytes, bytes));
      assertThat(program.result(0, (Object) null)).isNull();
    }
  }

  @Test
  void contexts_keep_variables_apart_and_copies_start_with_present_values() {
    try (var program =
        TestProgram.main("pipy({ _n: 0, _shared: { n: 0 } }).listen(() => [++_n, ++_shared.n])")) {
      program.loaded();
      var first = program.realm.newContext(null);
      var second = program.realm.newContext(null);
      var function = program.function(0);
      assertThat(function.call(first)).isEqualTo(List.of(1, 1));
      assertThat(function.call(first)).isEqualTo(List.of(2, 2));
      assertThat(function.call(second)).isEqualTo(List.of(1, 3));
      var copy = first.copy();
      assertThat(function.call(copy)).isEqualTo(List.of(3, 4));
      assertThat(function.call(first)).isEqualTo(List.of(3, 5));
    }
  }
}
