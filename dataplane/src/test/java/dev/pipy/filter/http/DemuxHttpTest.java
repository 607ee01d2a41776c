package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RecordingOutput;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemuxHttpTest {

  private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

  private final Peers requests = new Peers();
  private FilterBench bench = new FilterBench();

  @BeforeEach
  void build() {
    bench = new FilterBench();
    bench.linker().define("request", requests.node());
    bench.build(bench.linker().node(DemuxHttp.SPEC, "request"));
  }

  @AfterEach
  void nothing_is_held() {
    bench.close();
  }

  private void send(String bytes) {
    bench.feed(bench.data(bytes));
  }

  /// All bytes that came out since the last call, and the end of the stream.
  private String received() {
    return wire(bench.output().take());
  }

  static String wire(List<String> events) {
    return events.stream()
        .map(event ->
            event.startsWith("data(") ? event.substring(5, event.length() - 1) : "<" + event + ">")
        .collect(Collectors.joining());
  }

  private static ResponseHead head(int status) {
    return new ResponseHead(status, "", "HTTP/1.1", new HttpHeaders());
  }

  private static ResponseHead head(int status, String connection) {
    var head = head(status);
    head.headers().set("Connection", connection);
    return head;
  }

  @Test
  void answers_a_request_and_keeps_the_connection() {
    // when
    send(GET);
    requests.get(0).answer(head(200), "hello");

    // then
    assertThat(requests.get(0).take()).isEqualTo("<start><end>");
    assertThat(received())
        .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: keep-alive\r\n\r\nhello");
    assertThat(requests.get(0).isClosed()).isTrue();
  }

  @Test
  void answers_pipelined_requests_in_their_order() {
    // given
    send(GET + GET + GET);

    // when
    requests.get(2).answer(head(203), "3");
    requests.get(1).answer(head(202), "2");

    // then
    assertThat(received()).isEmpty();
    requests.get(0).answer(head(201), "1");
    assertThat(received()).containsSubsequence("201", "202", "203");
  }

  @ParameterizedTest
  @CsvSource({
    "RUNTIME_ERROR, 500 Internal Server Error",
    "CONNECTION_REFUSED, 502 Connection Refused",
    "CANNOT_RESOLVE, 502 Cannot Resolve",
    "CONNECTION_TIMEOUT, 504 Gateway Timeout",
    "UNAUTHORIZED, 401 Unauthorized",
    "CONNECTION_RESET, 502 Bad Gateway",
  })
  void answers_for_a_stream_that_failed(StreamError.Kind error, String status) {
    // when
    send(GET);
    requests.get(0).fail(new StreamError(error));

    // then
    assertThat(received())
        .isEqualTo(
            "HTTP/1.1 " + status + "\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n");
  }

  @Test
  void answers_502_with_what_a_script_gave_as_the_reason() {
    // given
    send(GET + GET + "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n" + GET);

    // when
    requests.get(0).fail(StreamError.because(() -> "quota used up"));
    requests.get(1).fail(StreamError.because(() -> "x".repeat(2000)));
    requests.get(2).fail(StreamError.because(() -> "quota"));
    requests.get(3).fail(StreamError.because(() -> ""));

    // then
    var head =
        "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ";
    var tail = "\r\nconnection: keep-alive\r\n\r\n";
    assertThat(received())
        .isEqualTo(
            head
                + 13
                + tail
                + "quota used up"
                + head
                + 1003
                + tail
                + "x".repeat(1000)
                + "..."
                + head
                + 5
                + tail
                + "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0"
                + tail);
  }

  @Test
  void answers_502_for_a_stream_that_ended_without_an_answer() {
    send(GET);
    requests.get(0).end();

    assertThat(received()).startsWith("HTTP/1.1 502 Bad Gateway\r\n");
  }

  @Test
  void ends_the_connection_after_the_request_that_asks_for_it() {
    // when
    send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + GET);
    requests.get(0).answer(head(200), "x");

    // then
    assertThat(requests.count()).isEqualTo(1);
    assertThat(received()).contains("connection: close\r\n\r\nx").endsWith("<streamEnd>");
  }

  @ParameterizedTest
  @ValueSource(strings = {GET, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"})
  void ends_the_connection_after_the_answer_that_says_so(String request) {
    // given
    send(request + GET + GET);

    // when
    requests.get(1).answer(head(201), "2");
    requests.get(0).answer(head(200, "x-a, Close"), "1");

    // then
    assertThat(received())
        .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 1\r\nconnection: close\r\n\r\n1<streamEnd>");
    assertThat(requests.get(1).isClosed()).isTrue();
    assertThat(requests.get(2).isClosed()).isTrue();
  }

  @Test
  void keeps_the_connection_after_an_answer_that_says_anything_else_of_it() {
    // when
    send(GET + GET);
    requests.get(0).answer(head(200, "closed, keep-alive"), "1");
    requests.get(1).answer(head(200, ""), "2");

    // then
    assertThat(received()).doesNotContain("close").endsWith("keep-alive\r\n\r\n2");
  }

  @Test
  void ends_the_connection_in_its_turn_and_while_the_request_still_comes() {
    // given
    send(GET + "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");

    // when
    requests.get(1).answer(head(413, "close"), "");
    requests.get(0).answer(head(200), "1");

    // then
    assertThat(received())
        .containsSubsequence("keep-alive", "413", "connection: close\r\n\r\n<stream");
    send("def");
    assertThat(received()).isEmpty();
  }

  @Test
  void answers_400_after_what_was_well_formed() {
    // given
    send(GET + "BAD\r\n\r\n");

    // when
    requests.get(0).answer(head(200), "x");

    // then
    assertThat(received())
        .containsSubsequence("200 OK", "HTTP/1.1 400 Bad Request", "connection: close")
        .endsWith("<streamEnd>");
  }

  @Test
  void ends_after_the_last_answer_once_the_client_has_ended() {
    // given
    send(GET);
    bench.feed(FilterBench.streamEnd());

    // when
    requests.get(0).answer(head(200), "x");

    // then
    assertThat(received()).endsWith("x<streamEnd>");
  }

  @Test
  void says_close_with_the_next_answer_when_draining() {
    // given
    send(GET);
    requests.get(0).answer(head(200), "x");
    received();

    // when
    bench.pipeline().drain();
    send(GET);
    requests.get(1).answer(head(200), "y");

    // then
    assertThat(received()).contains("connection: close").endsWith("y<streamEnd>");
  }

  @Test
  void leaves_an_idle_connection_alone_when_draining() {
    send(GET);
    requests.get(0).answer(head(200), "x");
    received();

    bench.host().drain();
    bench.pipeline().drain();
    bench.host().advance(Duration.ofSeconds(60));

    assertThat(received()).isEmpty();
  }

  @Test
  void ends_an_idle_connection_when_stopping_for_good() {
    // given
    bench.host().stop();

    // when
    bench.pipeline().drain();
    assertThat(received()).isEmpty();
    bench.host().advance(Duration.ofSeconds(2));

    // then
    assertThat(received()).isEqualTo("<streamEnd>");
  }

  @Test
  void answers_all_pipelined_requests_when_draining() {
    // given
    send(GET + GET);
    bench.pipeline().drain();

    // when
    requests.get(0).answer(head(200), "1");
    requests.get(1).answer(head(200), "2");

    // then
    assertThat(received())
        .containsSubsequence("keep-alive", "1", "connection: close", "2<streamEnd>");
  }

  @Test
  void sends_a_body_of_open_length_in_chunks_once_the_turn_is_over() {
    // given
    send(GET);
    requests.get(0).emit(new Event.MessageStart(head(200)));
    requests.get(0).bytes("hello");
    assertThat(received()).isEmpty();

    // when
    bench.host().runLoop();

    // then
    assertThat(received()).contains("transfer-encoding: chunked").endsWith("5\r\nhello\r\n");
    requests.get(0).emit(Event.MessageEnd.PLAIN);
    assertThat(received()).isEqualTo("0\r\n\r\n");
  }

  @Test
  void never_lets_a_cut_off_body_look_complete() {
    // given
    send(GET);
    requests.get(0).emit(new Event.MessageStart(head(200), 10));
    requests.get(0).bytes("123");

    // when
    requests.get(0).fail(StreamError.CONNECTION_RESET);

    // then
    assertThat(received())
        .contains("content-length: 10")
        .endsWith("123<streamEnd(ConnectionReset)>");
  }

  @Test
  void closes_the_stream_of_a_request_that_was_cut_off() {
    // given
    send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n123");

    // when
    bench.feed(FilterBench.streamEnd());

    // then
    assertThat(requests.get(0).isClosed()).isTrue();
    assertThat(received()).isEqualTo("<streamEnd>");
  }

  @Test
  void becomes_a_tunnel_once_the_answer_agrees() {
    // given
    send("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\nearly");
    assertThat(requests.get(0).take()).isEqualTo("<start><end>");

    // when
    requests.get(0).answer(head(200), "");
    send("late");
    requests.get(0).bytes("back");

    // then
    assertThat(requests.get(0).take()).isEqualTo("earlylate");
    assertThat(received()).isEqualTo("HTTP/1.1 200 OK\r\n\r\nback");
    requests.get(0).end();
    assertThat(received()).isEqualTo("<streamEnd>");
  }

  @Test
  void stops_reading_while_it_is_open_whether_bytes_belong_to_a_tunnel() {
    // given
    send("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n");

    // when
    send("x".repeat(100_000));

    // then
    assertThat(bench.source().pauses()).isEqualTo(1);
    requests.get(0).answer(head(200), "");
    assertThat(bench.source().pauses()).isZero();
  }

  @Test
  void goes_on_with_requests_when_a_tunnel_is_refused() {
    // given
    send("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n" + GET);

    // when
    requests.get(0).answer(head(403), "no");
    requests.get(1).answer(head(200), "yes");

    // then
    assertThat(received()).containsSubsequence("403", "no", "200", "yes");
  }

  @Test
  void passes_interim_answers_through() {
    // given
    send(GET);

    // when
    requests.get(0).answer(head(103), "");
    requests.get(0).answer(head(200), "x");

    // then
    assertThat(received()).startsWith("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n");
  }

  @Test
  void stops_reading_from_a_client_that_pipelines_without_end() {
    send(GET.repeat(150));
    assertThat(bench.source().pauses()).isEqualTo(1);

    for (int i = 0; i < 150; i++) {
      requests.get(i).answer(head(200), "");
    }
    assertThat(bench.source().pauses()).isZero();
    assertThat(RecordingOutput.describe(Event.MessageEnd.PLAIN)).isEqualTo("end");
  }
}
