package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pipy.codebase.SourceLocation;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.InboundAddresses;
import dev.pipy.pipeline.Pending;
import dev.pipy.telemetry.ListenerCounts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class ScriptCallbackTest {

  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80);

  private static <T extends @Nullable Object> T onLoop(TestProgram program, Callable<T> work)
      throws Exception {
    return program.worker.loop().submit(work).get(20, TimeUnit.SECONDS);
  }

  private static String errors(Callable<?> work) throws Exception {
    var before = System.err;
    var captured = new ByteArrayOutputStream();
    System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      work.call();
    } finally {
      System.setErr(before);
    }
    return captured.toString(StandardCharsets.UTF_8);
  }

  private static CompletableFuture<@Nullable Object> settled(Object pending) {
    var future = new CompletableFuture<@Nullable Object>();
    ((Pending) pending).whenSettled(future::complete, future::completeExceptionally);
    return future;
  }

  @Test
  void a_settled_promise_is_unwrapped_and_a_pending_one_waits() throws Exception {
    try (var program =
        TestProgram.main(
                """
                ((resolve) => pipy({ _n: 0 })
                  .listen(async v => (await 1, await 2, _n = v, _n + 1))
                  .listen(v => (_n = v, new Promise(r => resolve = r).then(x => [x, _n])))
                  .listen(v => (_n = 'other', void resolve(v))))()
                """)
            .loaded()) {
      assertThat(program.result(0, 5)).isEqualTo(6);
      var pending = Objects.requireNonNull(onLoop(program, () -> program.result(1, "mine")));
      assertThat(pending).isInstanceOf(Pending.class);
      var outcome = onLoop(program, () -> settled(pending));
      assertThat(outcome).isNotDone();
      onLoop(program, () -> program.result(2, "late"));
      assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(List.of("late", "mine"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "undefined",
        "null",
        "true",
        "false",
        "''",
        "'x'",
        "0",
        "-0",
        "1",
        "0.5",
        "NaN",
        "0n",
        "7n",
        "2n ** 70n",
        "[]",
        "[1]",
        "() => 1"
      })
  void a_function_that_only_reads_a_variable_says_what_any_other_says(String value)
      throws Exception {
    try (var program =
        TestProgram.main(
                "pipy({ _v: %s }).listen(() => _v).listen( (  )=>(_v)).listen(() => { return _v })"
                    .formatted(value))
            .loaded()) {
      for (int form = 0; form < 2; form++) {
        int reads = form;
        assertThat(onLoop(program, () -> test(program, reads)))
            .isEqualTo(onLoop(program, () -> test(program, 2)));
        var read = onLoop(program, () -> program.result(reads));
        var called = onLoop(program, () -> program.result(2));
        if (called instanceof List<?> || called == null || !value.startsWith("()")) {
          assertThat(read).isEqualTo(called);
        } else {
          assertThat(read).isInstanceOf(Callback.class);
        }
      }
    }
  }

  private static boolean test(TestProgram program, int call) {
    return program.function(call).test(program.realm.newContext(null, new ListenerCounts()));
  }

  @Test
  void a_function_that_only_reads_a_variable_sees_what_others_wrote() throws Exception {
    try (var program =
        TestProgram.main(
                """
                pipy({ _v: 'first' })
                  .listen(() => _v)
                  .listen(v => _v = v)
                  .listen(() => _v.length)
                  .listen(() => _v, 'more')
                  .listen(async () => _v)
                """)
            .loaded()) {
      var context = program.realm.newContext(null, new ListenerCounts());
      assertThat(onLoop(program, () -> program.function(0).call(context))).isEqualTo("first");
      onLoop(program, () -> program.function(1).call(context, "second"));
      for (int read : List.of(0, 3, 4)) {
        assertThat(onLoop(program, () -> program.function(read).call(context))).isEqualTo("second");
      }
      assertThat(onLoop(program, () -> program.function(2).call(context))).isEqualTo(6);
    }
  }

  @Test
  void the_context_follows_await() throws Exception {
    try (var program =
        TestProgram.main(
                """
                ((waiting) => pipy({ _id: '' })
                  .listen(async id => {
                    _id = id
                    await new Promise(r => waiting.push(r))
                    try { await Promise.reject(1) } catch { return _id }
                  })
                  .listen(() => waiting.forEach(r => r())))([])
                """)
            .loaded()) {
      var first = onLoop(program, () -> settled(Objects.requireNonNull(program.result(0, "a"))));
      var second = onLoop(program, () -> settled(Objects.requireNonNull(program.result(0, "b"))));
      onLoop(program, () -> program.result(1));
      assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("a");
      assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo("b");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "() => null.x",
        "() => { throw new Error('x') }",
        "() => { throw 'text' }",
        "() => { throw { code: 5 } }",
        "async () => { await 1; throw new Error('x') }",
        "() => Promise.reject({ code: 5 })",
        "() => { Promise.reject(new Error('x')) }",
        "() => [].x.y.z",
        "() => 'x'.repeat(2 ** 30)",
        "() => { const f = () => f() + 1; f() }",
        "() => new RegExp('(')",
        "() => BigInt('x')"
      })
  void a_failure_is_reported_once_and_the_next_call_works(String function) throws Exception {
    try (var program =
        TestProgram.main("pipy({ _n: 0 }).listen(" + function + ").listen(() => ++_n)").loaded()) {
      var log =
          errors(() ->
              onLoop(
                  program,
                  () ->
                      assertThatExceptionOfType(CallFailure.class)
                          .isThrownBy(() -> program.result(0))));
      assertThat(log.lines().filter(line -> line.contains("/main.js:1:"))).isNotEmpty();
      assertThat(log.split("ERROR", -1)).hasSize(2);
      assertThat(log).contains("program=test", "revision=7", "^").doesNotContain("dev.pipy");
      assertThat(onLoop(program, () -> program.result(1))).isEqualTo(1);
    }
  }

  @Test
  void a_failure_names_the_place_and_the_script_stack() throws Exception {
    try (var program =
        TestProgram.main(
                """
                function lookup(a, key) { return _map.get(key) }
                pipy({ _map: undefined, _n: 1 })
                  .listen(() => (
                    _n, _n, lookup(
                      _n, 'x')
                  ))
                """)
            .loaded()) {
      var log =
          errors(() ->
              assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> program.result(0)));
      assertThat(log)
          .contains("/main.js:1:39 TypeError: Cannot read property 'get' of undefined")
          .contains("     1 | function lookup(a, key)")
          .contains("    at lookup (/main.js:1:39)")
          .contains("    at /main.js:4:13");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) {}",
        "while (true) { try { null.x } catch {} }",
        "for (;;) try { while (true) {} } finally { continue }",
        "/(x+x+)+\\1y/.test('x'.repeat(40))",
        "[...Array(500).keys()].sort(() => { while (true) {} })",
        "return (async () => { while (true) await 1 })()"
      })
  void the_watchdog_stops_a_callback_and_the_realm_lives_on(String body) throws Exception {
    try (var program =
        TestProgram.main("pipy({ _n: 0 }).listen(() => {" + body + "}).listen(() => ++_n)")
            .loaded()) {
      var log =
          errors(() ->
              onLoop(
                  program,
                  () -> {
                    assertThatExceptionOfType(CallFailure.class)
                        .isThrownBy(() -> program.result(0))
                        .withMessage("callback ran longer than 1 s and was stopped");
                    for (int i = 0; i < 50; i++) {
                      assertThat(program.result(1)).isEqualTo(1);
                    }
                    return true;
                  }));
      assertThat(log).contains("/main.js:1:24 callback ran longer");
    }
  }

  @Test
  void two_programs_take_turns_on_a_worker() throws Exception {
    try (var one = TestProgram.main("pipy({ _n: 0 }).listen(() => ++_n)").loaded();
        var two = one.beside("/main.js", "pipy({ _n: 10 }).listen(() => ++_n)").loaded()) {
      onLoop(
          one,
          () -> {
            var a = one.realm.newContext(null, new ListenerCounts());
            var b = two.realm.newContext(null, new ListenerCounts());
            for (int i = 1; i <= 5; i++) {
              assertThat(one.function(0).call(a)).isEqualTo(i);
              assertThat(two.function(0).call(b)).isEqualTo(10 + i);
            }
            return true;
          });
    }
  }

  @Test
  void closing_stops_a_callback_that_runs_away() throws Exception {
    var program = TestProgram.main("pipy().listen(() => { while (true) {} })").loaded();
    var failed =
        program
            .worker
            .loop()
            .submit(() ->
                assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> program.result(0)));
    program.close();
    failed.get(20, TimeUnit.SECONDS);
    assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> program.result(0));
  }

  @Test
  void inbound_is_one_object_for_a_stream_and_its_copies() throws Exception {
    try (var program =
        TestProgram.main(
                "((seen) => pipy().listen(() => (seen ??= __inbound, [seen === __inbound, __inbound.id, __inbound.remoteAddress])))()")
            .loaded()) {
      Callback function = program.function(0);
      var context =
          program.realm.newContext(client(3, "10.0.0.1", () -> ADDRESS), new ListenerCounts());
      var copy = context.copy();
      assertThat(function.call(copy)).isEqualTo(List.of(true, 3, "10.0.0.1"));
      assertThat(function.call(context)).isEqualTo(List.of(true, 3, "10.0.0.1"));
      var other =
          program.realm.newContext(client(4, "10.0.0.2", () -> ADDRESS), new ListenerCounts());
      assertThat(function.call(other)).isEqualTo(List.of(false, 4, "10.0.0.2"));
    }
  }

  private static InboundAddresses client(
      long id, String address, Supplier<@Nullable InetSocketAddress> local) {
    return new InboundAddresses(
        id, local, new InetSocketAddress(InetAddress.ofLiteral(address), 999), null);
  }

  @Test
  void inbound_knows_where_a_client_was_connected_that_is_gone() throws Exception {
    try (var program =
        TestProgram.main("pipy().listen(() => `${__inbound.localAddress} ${__inbound.localPort}`)")
            .loaded()) {
      var isGone = new AtomicBoolean();
      var context =
          program.realm.newContext(
              client(5, "10.0.0.1", () -> isGone.get() ? null : ADDRESS), new ListenerCounts());
      isGone.set(true);
      Callback function = program.function(0);
      assertThat(function.call(context)).isEqualTo("127.0.0.1 80");
    }
  }

  @Test
  void nobody_asks_where_clients_are_connected_if_no_script_looks() throws Exception {
    try (var program = TestProgram.main("pipy().listen(() => 'none')").loaded()) {
      var asked = new AtomicBoolean();
      var context =
          program.realm.newContext(
              client(
                  6,
                  "10.0.0.1",
                  () -> {
                    asked.set(true);
                    return ADDRESS;
                  }),
              new ListenerCounts());
      Callback function = program.function(0);
      assertThat(function.call(context)).isEqualTo("none");
      assertThat(asked).isFalse();
    }
  }

  @Test
  void exported_variables_are_one_with_the_imported_ones() throws Exception {
    try (var program =
        TestProgram.of(
                "/main.js",
                "pipy({ _n: 5 }).export('ns', { __v: 1 }).use('lib.js').listen(() => ++__v)",
                "/lib.js",
                "pipy({ _n: 7 }).import({ __v: 'ns' }).listen(() => __v += 10).listen(() => _n)")
            .loaded()) {
      var context = program.realm.newContext(null, new ListenerCounts());
      assertThat(program.calls.get(1).module()).isEqualTo("/lib.js");
      assertThat(program.function(1).call(context)).isEqualTo(11);
      assertThat(program.function(3).call(context)).isEqualTo(12);
      var lib = Objects.requireNonNull(program.load("/lib.js"));
      program.realm.assign(context, lib, Map.of("_n", 9, "__v", 20, "unknown", 1));
      assertThat(program.function(2).call(context)).isEqualTo(9);
      assertThat(program.function(3).call(context)).isEqualTo(21);
    }
  }

  @Test
  void a_function_builds_with_a_sink_of_its_own() {
    try (var program = TestProgram.main("pipy().to($ => $\n  .dump(1)\n  .dumb(2))")) {
      program.load("/main.js");
      ((ScriptCallback) program.argument(0)).build(program.sink("inner"));
      assertThat(program.calls.get(1))
          .isEqualTo(
              new TestProgram.Call(
                  "inner", "dump", List.of(1), new SourceLocation("/main.js", 2, 4)));
      assertThat(program.realm.diagnostics())
          .extracting(TestProgram::text)
          .containsExactly("PIPY1101 /main.js:3:4 no filter is named dumb did you mean dump?");
    }
  }
}
