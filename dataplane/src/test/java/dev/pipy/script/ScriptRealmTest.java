package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.telemetry.ListenerCounts;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
          .asInstanceOf(InstanceOfAssertFactories.LIST)
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

  /// Everything that scripts find, each as an expression that is true.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Data('ab').push('c').push(new Data([100])).toString() === 'abcd'",
        "new Data('6162', 'hex').toString('base64') === 'YWI='",
        "new Data([255]).toString() === undefined",
        "Data.from('x', 'hex') === null",
        "'' + new Data('x') === 'x'",
        "new Data([1, 2, 3, 4, 5]).shiftUInt32BE() === 0x01020304",
        "new Data([1, 2, 3]).shiftTo(b => b === 2).toArray().join() === '1,2'",
        "new Data('x') instanceof Data && new Data().type === 'Data'",
        "new Message('x').body.toString() === 'x' && new Message('x').head === null",
        "new Message({ status: 1 }, 'y').head.status === 1",
        "new Message().body === null && new Message({}).body === null",
        "new StreamEnd().error === '' && new StreamEnd('ReadError').error === 'ReadError'",
        "new StreamEnd(7).error === 7 && new StreamEnd(null).error === ''",
        "new MessageEnd({ a: 1 }).tail.a === 1 && new MessageStart().head === null",
        "class extends Message {}, Object.assign(new Message('x'), { note: 1 }).note === 1",
        "pipy.load('main.js').toString().startsWith('pipy') && pipy.load('nope') === null",
        "pipy.load('../main.js') === null",
        "pipy.now() > 0 && pipy.pid > 0 && typeof pipy.version.tag === 'string'",
        "__thread.id === 0 && pipy.thread.concurrency === 1",
        "typeof os.env.PATH === 'string'",
        "new algo.RoundRobinLoadBalancer(['a', 'b']).next().id === 'a'",
        "new URL('http://a.b/c?d=e').pathname === '/c'",
        "typeof Java + typeof load + typeof eval + typeof Polyglot + typeof AsyncContext === 'undefined'.repeat(5)",
        "typeof quit + typeof Graal + typeof SharedArrayBuffer + typeof Worker === 'undefined'.repeat(4)",
        "(() => { try { return (() => {}).constructor('return 1')() } catch (e) { return e.name } })() === 'EvalError'"
      })
  void scripts_find_what_they_need_and_nothing_else(String expression) {
    try (var program = TestProgram.main("pipy().listen(() => (" + expression + "))").loaded()) {
      assertThat(program.result(0)).isEqualTo(true);
    }
  }

  @Test
  void contexts_keep_variables_apart_and_copies_start_with_present_values() {
    try (var program =
        TestProgram.main("pipy({ _n: 0, _shared: { n: 0 } }).listen(() => [++_n, ++_shared.n])")) {
      program.loaded();
      var first = program.realm.newContext(null, new ListenerCounts());
      var second = program.realm.newContext(null, new ListenerCounts());
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
