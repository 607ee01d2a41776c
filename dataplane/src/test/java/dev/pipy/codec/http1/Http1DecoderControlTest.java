package dev.pipy.codec.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class Http1DecoderControlTest {

  private static final String CONNECT = "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd";
  private static final String GET_HEAD = "GET / HTTP/1.1 {Host=x} length=0";
  private static final String POST_HEAD = "POST / HTTP/1.1 {Host=x, Content-Length=4} length=4";

  private final RecordingSink<RequestHead> sink = new RecordingSink<>();
  private final Http1RequestDecoder decoder = new Http1RequestDecoder(Http1Limits.DEFAULT, sink);

  @Test
  void holds_what_follows_while_paused_and_resumes() {
    // given
    sink.onHead(decoder::pause);

    // when
    decoder.read(Wire.buffer(POST + GET));
    decoder.read(Wire.buffer(GET));

    // then
    assertThat(sink.lines).containsExactly(POST_HEAD, "data abcd", "end");
    assertThat(decoder.heldBytes()).isEqualTo(2L * GET.length());
    assertThat(decoder.isIdle()).isFalse();

    // when
    sink.onHead(() -> {});
    decoder.resume();

    // then
    assertThat(sink.lines.subList(3, 7)).containsExactly(GET_HEAD, "end", GET_HEAD, "end");
    assertThat(decoder.isIdle()).isTrue();
    assertThat(decoder.heldBytes()).isZero();
  }

  @Test
  void passes_through_what_was_held_once_the_response_agrees() {
    // given
    sink.onEnd(decoder::pause);
    decoder.read(Wire.buffer(CONNECT + "\u0016\u0003"));
    assertThat(sink.lines).hasSize(2);

    // when
    decoder.passThrough();
    decoder.read(Wire.buffer("GET\r\n\r\n"));
    decoder.endOfInput();

    // then
    assertThat(sink.lines.subList(2, sink.lines.size()))
        .containsExactly("data \u0016\u0003GET\r\n\r\n");
  }

  @Test
  void passes_through_from_inside_a_callback_after_the_message() {
    // given
    sink.onHead(decoder::passThrough);

    // when
    decoder.read(Wire.buffer(POST + GET));

    // then
    assertThat(sink.lines).containsExactly(POST_HEAD, "data abcd", "end", "data " + GET);
  }

  @Test
  void gives_back_the_part_of_a_head_that_turns_out_to_be_a_tunnel() {
    // given
    decoder.read(Wire.buffer("GET / HT"));

    // when
    decoder.passThrough();

    // then
    assertThat(sink.lines).containsExactly("data GET / HT");
  }

  @Test
  void reads_on_when_the_sink_feeds_it() {
    // given
    sink.onEnd(() -> {
      if (sink.heads.size() == 1) {
        decoder.read(Wire.buffer(GET));
        assertThat(sink.heads).hasSize(1);
      }
    });

    // when
    decoder.read(Wire.buffer(POST + GET));

    // then
    assertThat(sink.lines)
        .containsExactly(POST_HEAD, "data abcd", "end", GET_HEAD, "end", GET_HEAD, "end");
  }

  @Test
  void says_it_is_idle_when_the_last_message_has_ended() {
    // given
    var idle = new ArrayList<Boolean>();
    sink.onHead(() -> idle.add(decoder.isIdle())).onEnd(() -> idle.add(decoder.isIdle()));

    // when
    decoder.read(Wire.buffer(GET + GET));

    // then
    assertThat(idle).containsExactly(false, false, false, true);
  }

  @Test
  void delivers_nothing_after_it_was_closed_from_inside() {
    for (int closing = 0; closing < 3; closing++) {
      var closed = new RecordingSink<RequestHead>();
      var closer = new Http1RequestDecoder(Http1Limits.DEFAULT, closed);
      switch (closing) {
        case 0 -> closed.onHead(closer::close);
        case 1 -> closed.onData(closer::close);
        case 2 -> closed.onEnd(closer::close);
        default -> throw new IllegalStateException();
      }

      Wire.feed(List.of(Wire.octets(POST + GET), Wire.octets(GET)), closer::read);
      closer.endOfInput();

      assertThat(closed.lines).hasSize(closing + 1);
      assertThat(closer.isIdle()).isFalse();
    }
  }

  @Test
  void releases_what_it_holds_when_closed() {
    // given
    sink.onHead(decoder::pause);
    var held = Wire.buffer(GET + GET);
    decoder.read(held);
    assertThat(held.refCnt()).isEqualTo(1);

    // when
    decoder.close();

    // then
    assertThat(held.refCnt()).isZero();
  }

  @Test
  void delivers_nothing_after_malformed_input() {
    // given
    decoder.read(Wire.buffer(GET + "\u0000" + GET));

    // when
    decoder.read(Wire.buffer(GET));
    decoder.resume();
    decoder.passThrough();
    decoder.read(Wire.buffer(GET));
    decoder.endOfInput();

    // then
    assertThat(sink.lines).containsExactly(GET_HEAD, "end", "malformed 400");
  }

  @Test
  void notices_the_end_of_input_after_a_pause() {
    // given
    sink.onHead(decoder::pause);
    decoder.read(Wire.buffer(GET + "GET"));
    decoder.endOfInput();
    assertThat(sink.lines).hasSize(2);

    // when
    decoder.resume();

    // then
    assertThat(sink.lines).containsExactly(GET_HEAD, "end", "truncated");
  }

  @Test
  void hands_a_body_over_without_copying_it() {
    // given
    var bodies = new ArrayList<ByteBuf>();
    var body = Wire.buffer("abcd");
    var keeping =
        new Http1RequestDecoder(
            Http1Limits.DEFAULT,
            new Http1Sink<RequestHead>() {
              @Override
              public void head(RequestHead head, long length) {}

              @Override
              public void data(ByteBuf owned) {
                bodies.add(owned);
              }

              @Override
              public void end(@Nullable HttpTail tail) {}

              @Override
              public void malformed(HttpError error) {}

              @Override
              public void truncated() {}
            });

    // when
    keeping.read(Wire.buffer(POST.replace("abcd", "")));
    keeping.read(body);

    // then
    assertThat(bodies).hasSize(1);
    assertThat(bodies.getFirst()).isSameAs(body);
  }
}
