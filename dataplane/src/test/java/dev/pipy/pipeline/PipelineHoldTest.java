package dev.pipy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.testing.RecordingOutput;
import dev.pipy.testing.TestContext;
import dev.pipy.testing.TestHost;
import dev.pipy.testing.TestSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Input that comes before a pipeline has started.
class PipelineHoldTest {

  private final TestHost host = new TestHost();
  private final RecordingOutput output = new RecordingOutput();
  private final TestSource source = new TestSource();
  private final List<ByteBuf> buffers = new ArrayList<>();
  private final Pipeline pipeline =
      new PipelineLayout(host, "main.js", "", List.of()).open(new TestContext(), output);

  @AfterEach
  void nothing_is_held() {
    pipeline.close();
    host.close();
    assertThat(source.pauses()).isZero();
    assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
  }

  private Event data(String text) {
    var buffer = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    buffers.add(buffer);
    return new Event.Data(buffer);
  }

  private void feed(Event event) {
    host.worker().reading(source);
    pipeline.input(event);
    host.worker().reading(null);
  }

  @Test
  void feeds_what_the_start_gives_before_what_waited() {
    pipeline.hold();
    feed(data("2"));

    pipeline.release(input -> input.accept(data("1")));

    assertThat(output.take()).isEqualTo(List.of("data(1)", "data(2)"));
  }

  @Test
  void keeps_what_comes_during_the_release_behind_what_waited() {
    // given: an output that makes more input come
    pipeline.hold();
    feed(data("2"));
    feed(data("3"));
    output.onEvent(text -> {
      if (text.equals("data(1)")) {
        pipeline.input(data("4"));
      }
    });

    // when
    pipeline.release(input -> input.accept(data("1")));

    // then
    assertThat(output.take()).isEqualTo(List.of("data(1)", "data(2)", "data(3)", "data(4)"));
  }

  @Test
  void pauses_the_source_until_the_release() {
    pipeline.hold();

    feed(data("x".repeat(70_000)));

    assertThat(source.pauses()).isEqualTo(1);
    pipeline.release(_ -> {});
    assertThat(source.pauses()).isZero();
  }

  @Test
  void ends_the_stream_when_too_much_waits() {
    // when
    pipeline.hold();
    for (int i = 0; i < 20; i++) {
      feed(data("x".repeat(70_000)));
    }

    // then
    assertThat(output.take()).isEqualTo(List.of("streamEnd(BufferOverflow)"));
    pipeline.release(input -> input.accept(data("late")));
    assertThat(output.take()).isEmpty();
  }

  @Test
  void lets_go_of_what_waits_when_it_is_closed() {
    pipeline.hold();
    feed(data("x".repeat(70_000)));

    pipeline.close();
    pipeline.release(input -> input.accept(data("late")));

    assertThat(output.take()).isEmpty();
  }
}
