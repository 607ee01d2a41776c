package dev.pipy.filter.hold;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.PipelineLayout.Node;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestPromise;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PromiseGateTest {

  private final TestPromise promise = new TestPromise();

  @Test
  void keeps_the_order_when_more_arrives_while_it_replays() {
    try (var bench = gated(waitingForStarts())) {
      bench
          .output()
          .onEvent(text -> {
            if (text.equals("start(a)")) {
              bench.feed(bench.data("2"));
            }
          });
      bench.feed(start("a"), bench.data("1"));

      promise.fulfil(null);
      bench.feed(bench.data("3"));

      assertThat(bench.output().events())
          .containsExactly("start(a)", "data(1)", "data(2)", "data(3)");
    }
  }

  @Test
  void waits_again_when_an_event_that_waited_has_to() {
    try (var bench = gated(waitingForStarts())) {
      bench.feed(start("a"), end(), start("b"), bench.data("1"), streamEnd());

      promise.fulfil(null);
      assertThat(bench.output().take()).containsExactly("start(a)", "end");
      promise.fulfil(null);

      assertThat(bench.output().events()).containsExactly("start(b)", "data(1)", "streamEnd");
    }
  }

  @Test
  void gives_up_what_waits_when_a_later_step_fails() {
    try (var bench =
        gated((event, stage, gate) -> {
          if (event instanceof Event.Data) {
            throw new CallFailure("fails on purpose");
          }
          waitingForStarts().handle(event, stage, gate);
        })) {
      bench.feed(start("a"), bench.data("1"), bench.data("2"));

      promise.fulfil(null);

      assertThat(bench.output().events()).containsExactly("start(a)", "streamEnd(RuntimeError)");
    }
  }

  @Test
  void may_be_closed_by_what_it_emits() {
    try (var bench = gated(waitingForStarts())) {
      bench.output().onEvent(_ -> bench.pipeline().close());
      bench.feed(start("a"), bench.data("1"), bench.data("2"));

      promise.fulfil(null);

      assertThat(bench.output().events()).containsExactly("start(a)");
    }
  }

  private PromiseGate.Step waitingForStarts() {
    return (event, stage, gate) -> {
      if (event instanceof Event.MessageStart) {
        gate.emitAfter(promise, event, stage);
      } else {
        stage.emit(event);
      }
    };
  }

  private static FilterBench gated(PromiseGate.Step step) {
    return new FilterBench()
        .build(new Node("gate", "test.js:1:1", () -> new PromiseGate(step), List.of()));
  }
}
