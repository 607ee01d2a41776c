package dev.pipy.filter.hold;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.testing.RecordingOutput;
import dev.pipy.testing.TestContext;
import dev.pipy.testing.TestHost;
import dev.pipy.testing.TestLinker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OrderedOutputsTest implements OrderedOutputs.Sink<String> {

  private final TestHost host = new TestHost();
  private final OrderedOutputs<String> outputs =
      new OrderedOutputs<>(host.worker(), 10, 1000, this);
  private final List<String> accepted = new ArrayList<>();
  private final Map<String, Runnable> reactions = new HashMap<>();

  @Override
  public boolean accept(String tag, Event event) {
    var text = tag + ":" + RecordingOutput.describe(event);
    event.release();
    accepted.add(text);
    reactions.getOrDefault(text, () -> {}).run();
    return event instanceof Event.MessageEnd;
  }

  @Override
  public void allComplete() {
    accepted.add("all complete");
  }

  @Test
  void keeps_the_order_when_an_output_emits_while_it_is_delivered() {
    var a = open("a");
    var b = open("b");
    reactions.put(
        "a:start(1)",
        () -> {
          a.emit(start("2"));
          b.emit(start("3"));
        });

    a.emit(start("1"));
    a.emit(end());

    assertThat(accepted).containsExactly("a:start(1)", "a:start(2)", "a:end", "b:start(3)");
  }

  @Test
  void says_when_all_are_complete() {
    var a = open("a");
    var b = open("b");

    b.emit(end());
    assertThat(accepted).isEmpty();
    assertThat(outputs.newest()).isEqualTo("b");
    a.emit(end());

    assertThat(accepted).containsExactly("a:end", "b:end", "all complete");
    assertThat(outputs.isEmpty()).isTrue();
    assertThat(outputs.newest()).isNull();
  }

  @Test
  void may_open_the_next_while_delivering() {
    var a = open("a");
    reactions.put("a:end", () -> open("b").emit(start("1")));

    a.emit(end());

    assertThat(accepted).containsExactly("a:end", "b:start(1)");
  }

  @Test
  void may_be_closed_while_delivering() {
    var a = open("a");
    var b = open("b");
    var buffer = Unpooled.copiedBuffer("held", StandardCharsets.UTF_8);
    b.emit(new Event.Data(buffer));
    reactions.put("a:end", outputs::close);

    a.emit(end());

    assertThat(accepted).containsExactly("a:end");
    assertThat(buffer.refCnt()).isZero();
    assertThat(a.pipeline().isClosed()).isTrue();
    assertThat(b.pipeline().isClosed()).isTrue();
  }

  @Test
  void drops_what_comes_after_an_output_is_complete() {
    var a = open("a");
    ByteBuf buffer = Unpooled.copiedBuffer("surplus", StandardCharsets.UTF_8);

    a.emit(end());
    a.emit(new Event.Data(buffer));

    assertThat(accepted).containsExactly("a:end", "all complete");
    assertThat(buffer.refCnt()).isZero();
  }

  @Test
  void closes_a_pipeline_at_the_end_of_the_turn_in_which_it_is_done() {
    var a = open("a");

    a.emit(end());
    a.endInput();
    assertThat(a.pipeline().isClosed()).isFalse();
    host.runLoop();

    assertThat(a.pipeline().isClosed()).isTrue();
  }

  private OrderedOutputs<String>.Slot open(String tag) {
    return outputs.open(new TestLinker(host).layout(), new TestContext(), tag);
  }
}
