package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RecordingOutput;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MuxHttpTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Peers sessions = new Peers();
  private FilterBench bench = new FilterBench();

  @BeforeEach
  void build() {
    bench = new FilterBench();
    bench.linker().define("connection", sessions.node());
    bench.build(bench.linker().node(MuxHttp.SPEC, "connection", "key"));
  }

  @AfterEach
  void nothing_is_held() {
    bench.close();
  }

  private static Event.MessageStart request(String method, String path, long length) {
    var headers = new HttpHeaders();
    headers.set("host", "h");
    return new Event.MessageStart(new RequestHead(method, path, "HTTP/1.1", headers), length);
  }

  private void get() {
    bench.feed(request("GET", "/", 0), FilterBench.end());
  }

  private String status() {
    return bench.output().take().toString();
  }

  @Test
  void sends_the_request_and_emits_the_answer() {
    // when
    get();
    sessions.get(0).bytes(OK);

    // then
    assertThat(sessions.get(0).take()).isEqualTo("GET / HTTP/1.1\r\nhost: h\r\n\r\n");
    assertThat(bench.output().take()).last().isEqualTo("end");
  }

  @Test
  void uses_the_connection_again_for_another_stream() {
    // given
    get();
    sessions.get(0).bytes(OK);

    // when
    var other = new RecordingOutput();
    bench.feed(bench.openAnother(other), request("GET", "/2", 0), FilterBench.end());

    // then
    assertThat(sessions.count()).isEqualTo(1);
    assertThat(sessions.get(0).take()).contains("GET /2 ");
  }

  @Test
  void never_makes_a_request_wait_behind_anothers_answer() {
    // given
    get();

    // when
    bench.feed(
        bench.openAnother(new RecordingOutput()), request("GET", "/2", 0), FilterBench.end());

    // then
    assertThat(sessions.count()).isEqualTo(2);
  }

  @Test
  void answers_502_when_the_peer_cannot_be_reached() {
    // when
    get();
    sessions.get(0).fail(StreamError.CONNECTION_REFUSED);

    // then
    assertThat(status()).startsWith("[start(").endsWith("end]").doesNotContain("streamEnd");
  }

  @Test
  void sends_a_safe_request_again_when_an_idle_connection_had_been_closed() {
    // given
    get();
    sessions.get(0).bytes(OK);
    status();
    get();

    // when
    sessions.get(0).end();

    // then
    assertThat(sessions.count()).isEqualTo(2);
    sessions.get(1).bytes(OK);
    assertThat(bench.output().take()).contains("data(ok)");
  }

  @Test
  void does_not_send_a_post_twice() {
    // given
    get();
    sessions.get(0).bytes(OK);
    status();
    bench.feed(request("POST", "/", 1), bench.data("x"), FilterBench.end());

    // when
    sessions.get(0).end();

    // then
    assertThat(sessions.count()).isEqualTo(1);
    assertThat(status()).contains("start(").endsWith("end]");
  }

  @Test
  void ends_the_stream_when_an_answer_breaks_off() {
    // when
    get();
    sessions.get(0).bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
    sessions.get(0).end();

    // then
    assertThat(bench.output().take()).last().isEqualTo("streamEnd(ConnectionReset)");
  }

  @Test
  void takes_the_end_of_the_connection_for_the_end_of_a_body_of_open_length() {
    get();
    sessions.get(0).bytes("HTTP/1.1 200 OK\r\n\r\nabc");
    sessions.get(0).end();

    assertThat(bench.output().take()).contains("data(abc)").last().isEqualTo("end");
  }

  @Test
  void does_not_reuse_a_connection_that_the_peer_closes() {
    // given
    get();
    sessions.get(0).bytes("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

    // when
    get();

    // then
    assertThat(sessions.count()).isEqualTo(2);
    assertThat(sessions.get(0).isClosed()).isTrue();
  }

  @Test
  void gives_up_a_connection_that_answers_more_than_was_asked() {
    get();
    sessions.get(0).bytes(OK + OK);

    assertThat(sessions.get(0).isClosed()).isTrue();
    assertThat(bench.output().take()).containsOnlyOnce("data(ok)");
  }

  @Test
  void closes_a_connection_that_was_idle_for_too_long() {
    // given
    get();
    sessions.get(0).bytes(OK);

    // when
    bench.host().advance(Duration.ofSeconds(12));

    // then
    assertThat(sessions.get(0).isClosed()).isTrue();
  }

  @Test
  void closes_the_connection_of_a_stream_that_goes_away() {
    get();
    bench.pipeline().close();

    assertThat(sessions.get(0).isClosed()).isTrue();
  }

  @Test
  void answers_502_to_what_is_not_http() {
    get();
    sessions.get(0).bytes("SSH-2.0-x\r\n\r\n");

    assertThat(status()).contains("start(").endsWith("end]");
    assertThat(sessions.get(0).isClosed()).isTrue();
  }

  @Test
  void sends_messages_of_one_stream_one_after_the_other() {
    // given
    get();
    get();
    assertThat(sessions.get(0).take()).containsOnlyOnce("GET");

    // when
    sessions.get(0).bytes(OK);

    // then
    assertThat(bench.output().take()).contains("end");
  }

  @Test
  void passes_the_end_of_the_stream_on_after_the_answer() {
    // given
    get();
    bench.feed(FilterBench.streamEnd());

    // when
    sessions.get(0).bytes(OK);

    // then
    assertThat(bench.output().take()).last().isEqualTo("streamEnd");
  }

  @Test
  void gives_up_a_connection_that_brings_what_nobody_asked_for() {
    // given
    get();
    sessions.get(0).bytes(OK);

    // when
    sessions.get(0).bytes("HTTP/1.1 200 OK\r\nContent-Le");
    get();

    // then
    assertThat(sessions.get(0).isClosed()).isTrue();
    assertThat(sessions.count()).isEqualTo(2);
  }

  @Test
  void stops_reading_when_too_much_waits_behind_an_answer() {
    // given
    get();

    // when
    bench.feed(request("POST", "/2", 2 << 20), bench.data("x".repeat(2 << 20)), FilterBench.end());

    // then
    assertThat(bench.source().pauses()).isEqualTo(1);
    sessions.get(0).take();
    sessions.get(0).bytes(OK);
    assertThat(bench.source().pauses()).isZero();
    assertThat(sessions.get(0).take()).startsWith("POST /2 ").endsWith("xxx");
  }
}
