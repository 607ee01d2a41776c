package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.pipeline.Pending;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Timeouts on the loop of a worker.
final class ScriptTimeoutTest {

  private static @Nullable Object outcome(TestProgram program) throws Exception {
    var future = new CompletableFuture<@Nullable Object>();
    program
        .worker
        .loop()
        .execute(() -> {
          var result = program.result(0);
          if (result instanceof Pending pending) {
            pending.whenSettled(future::complete, future::completeExceptionally);
          } else {
            future.complete(result);
          }
        });
    return future.get(60, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          const t = new Timeout(0.01); return (await t.wait()) === t | true
          const t = new Timeout(0); await t.wait(); return (await t.wait()) === t | true
          const t = new Timeout(900); t.cancel(); try { await t.wait() } catch (e) { return e === t } | true
          const t = new Timeout(900), p = t.wait(); t.cancel(); try { await p } catch (e) { return e === t } | true
          const t = new Timeout(900), p = t.wait(); t.restart(0.01); return (await p) === t | true
          const t = new Timeout(0.01); t.cancel(); t.restart(); return (await t.wait()) === t | true
          _n = 7; await new Timeout(0.01).wait(); return _n === 7 | true
          """)
  void a_promise_waits_for_the_end(String body, boolean expected) throws Exception {
    try (var program =
        TestProgram.main("pipy({ _n: 0 }).listen(async () => { " + body + " })").loaded()) {
      assertThat(outcome(program)).isEqualTo(expected);
    }
  }

  @Test
  void what_a_loading_script_began_waits_for_the_loop() throws Exception {
    var script = "((t) => pipy().listen(async () => (await t.wait()) === t))(new Timeout(0.01))";
    try (var program = TestProgram.main(script).loaded()) {
      program.worker.loop().execute(program.realm::start);
      assertThat(outcome(program)).isEqualTo(true);
    }
  }

  @Test
  void timers_end_with_their_realm() throws Exception {
    try (var program =
        TestProgram.main("pipy().listen(() => !!new Timeout(900).wait())").loaded()) {
      assertThat(outcome(program)).isEqualTo(true);
    }
  }
}
