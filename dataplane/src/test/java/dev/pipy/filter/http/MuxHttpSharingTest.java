package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RecordingOutput;
import dev.pipy.testing.TestObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;

/// Several requests in line on one connection.
class MuxHttpSharingTest {

  private final Peers peers = new Peers();
  private FilterBench bench = new FilterBench();

  @BeforeEach
  void build() {
    build(Map.of());
  }

  private void build(Map<String, @Nullable Object> options) {
    bench = new FilterBench();
    bench.linker().define("connection", peers.node());
    bench.build(bench.linker().node(MuxHttp.SPEC, "connection", "key", new TestObject(options)));
  }

  @AfterEach
  void nothing_is_held() {
    bench.close();
  }

  /// A stream that asks for one thing.
  private final class Client {

    private final RecordingOutput output = new RecordingOutput();
    private final Pipeline pipeline = bench.openAnother(output);

    Client(String method, String path) {
      this(method, path, "");
    }

    Client(String method, String path, String body) {
      var headers = new HttpHeaders();
      headers.set("host", "h");
      var head = new RequestHead(method, path, "HTTP/1.1", headers);
      bench.feed(pipeline, new Event.MessageStart(head, body.length()));
      if (!body.isEmpty()) {
        bench.feed(pipeline, bench.data(body));
      }
      bench.feed(pipeline, FilterBench.end());
    }

    String got() {
      return output.take().toString();
    }

    /// The body of its one answer, however it was cut.
    String body() {
      var pieces = Pattern.compile("data\\(([^)]*)\\)").matcher(got());
      return pieces.results().map(piece -> piece.group(1)).collect(Collectors.joining());
    }

    void leave() {
      pipeline.close();
    }
  }

  private static String answer(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private Client get(String path) {
    return new Client("GET", path);
  }

  /// A connection that has served once, so that it may be shared, with one request under way.
  private Client prove() {
    get("/0");
    peers.get(0).bytes(answer("0"));
    peers.get(0).take();
    return get("/1");
  }

  /// So much time, during which the worker is on time.
  private void passes(int millis) {
    for (int i = 0; i < millis; i++) {
      bench.host().advance(Duration.ofMillis(1));
    }
  }

  @Test
  void requests_to_a_fast_peer_share_a_connection() {
    // given
    var first = prove();

    // when
    var second = get("/2");

    // then
    assertThat(peers.count()).isEqualTo(1);
    assertThat(peers.get(0).take())
        .isEqualTo("GET /1 HTTP/1.1\r\nhost: h\r\n\r\nGET /2 HTTP/1.1\r\nhost: h\r\n\r\n");
    peers.get(0).bytes(answer("one") + answer("two"));
    assertThat(first.got()).contains("data(one)").doesNotContain("two").endsWith("end]");
    assertThat(second.got()).contains("data(two)").doesNotContain("one").endsWith("end]");
    assertThat(peers.get(0).isClosed()).isFalse();
  }

  @Test
  void answers_reach_who_asked_however_they_are_cut() {
    var answers = answer("one") + answer("two");
    prove();
    peers.get(0).bytes(answer("1"));
    for (int cut = 1; cut < answers.length(); cut++) {
      // given
      var first = get("/a");
      var second = get("/b");

      // when
      peers.get(0).bytes(answers.substring(0, cut));
      peers.get(0).bytes(answers.substring(cut));

      // then
      assertThat(peers.count()).isEqualTo(1);
      assertThat(first.body()).isEqualTo("one");
      assertThat(second.body()).isEqualTo("two");
    }
  }

  @Test
  void nothing_stands_in_line_on_a_connection_that_has_not_served() {
    get("/1");
    get("/2");

    assertThat(peers.count()).isEqualTo(2);
  }

  @Test
  void requests_that_may_do_something_have_a_connection_of_their_own() {
    for (var method : new String[] {"POST", "PUT", "DELETE", "PATCH", "HEAD", "X"}) {
      // given
      prove();
      int before = peers.count();

      // when
      new Client(method, "/2");

      // then
      assertThat(peers.count()).as(method).isEqualTo(before + 1);
      peers.get(0).bytes(answer("1"));
      peers.get(before).end();
    }
  }

  @Test
  void nothing_stands_in_line_behind_a_request_that_may_do_something() {
    // given
    get("/0");
    peers.get(0).bytes(answer("0"));
    new Client("POST", "/1");

    // when
    get("/2");

    // then
    assertThat(peers.count()).isEqualTo(2);
  }

  @Test
  void a_request_with_a_body_has_a_connection_of_its_own() {
    prove();
    new Client("GET", "/2", "body");

    assertThat(peers.count()).isEqualTo(2);
  }

  @Test
  void nothing_joins_behind_an_answer_that_is_under_way() {
    // given
    prove();
    peers.get(0).bytes("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");

    // when
    get("/2");

    // then
    assertThat(peers.count()).isEqualTo(2);
  }

  @Test
  void who_stands_behind_a_slow_answer_is_served_on_another_connection() {
    // given
    var slow = prove();
    var behind = get("/2");

    // when
    passes(20);

    // then
    assertThat(peers.count()).isEqualTo(2);
    assertThat(peers.get(1).take()).startsWith("GET /2 ");
    peers.get(1).bytes(answer("two"));
    assertThat(behind.got()).contains("data(two)").endsWith("end]");

    // and the slow one is answered, once, and what comes after it is nobody's
    bench.host().advance(Duration.ofSeconds(2));
    peers.get(0).bytes(answer("one") + answer("two"));
    assertThat(slow.got()).contains("data(one)").doesNotContain("two").endsWith("end]");
    assertThat(behind.got()).isEqualTo("[]");
    assertThat(peers.get(0).isClosed()).isTrue();
  }

  @Test
  void an_answer_that_a_late_worker_has_not_read_yet_is_not_slow() {
    // given
    var first = prove();
    var second = get("/2");

    // when the worker was held up, as by a collection of garbage
    bench.host().advance(Duration.ofMillis(50));
    passes(5);

    // then
    assertThat(peers.count()).isEqualTo(1);
    peers.get(0).bytes(answer("one") + answer("two"));
    assertThat(first.got()).contains("data(one)");
    assertThat(second.got()).contains("data(two)");
  }

  @Test
  void an_answer_that_a_worker_has_waited_for_is_slow() {
    // given
    prove();
    get("/2");

    // when
    bench.host().advance(Duration.ofMillis(50));
    passes(20);

    // then
    assertThat(peers.count()).isEqualTo(2);
  }

  @Test
  void after_a_slow_answer_nobody_stands_in_line_for_a_while() {
    // given
    prove();
    get("/2");
    passes(20);
    peers.get(1).bytes(answer("two"));

    // when
    get("/3");
    get("/4");

    // then
    assertThat(peers.count()).isEqualTo(3);
  }

  @Test
  void who_stands_behind_an_answer_that_is_long_under_way_is_served_elsewhere() {
    // given
    prove();
    var behind = get("/2");
    peers.get(0).bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");

    // when
    passes(20);
    peers.get(1).bytes(answer("two"));

    // then
    assertThat(behind.got()).contains("data(two)");
  }

  @Test
  void a_client_that_leaves_takes_nobody_with_it() {
    // given
    var first = prove();
    var second = get("/2");

    // when
    first.leave();
    peers.get(0).bytes(answer("one") + answer("two"));

    // then
    assertThat(second.got()).contains("data(two)").doesNotContain("one").endsWith("end]");
    assertThat(peers.get(0).isClosed()).isFalse();
  }

  @Test
  void a_client_that_leaves_the_end_of_the_line_takes_nobody_with_it() {
    // given
    var first = prove();
    var second = get("/2");

    // when
    second.leave();
    peers.get(0).bytes(answer("one") + answer("two"));

    // then
    assertThat(first.got()).contains("data(one)").endsWith("end]");
    assertThat(peers.get(0).isClosed()).isFalse();
    get("/3");
    assertThat(peers.count()).isEqualTo(1);
  }

  @Test
  void a_client_that_leaves_in_the_middle_of_its_answer_sends_the_others_elsewhere() {
    // given
    var first = prove();
    var second = get("/2");
    peers.get(0).bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");

    // when
    first.leave();
    peers.get(1).bytes(answer("two"));

    // then
    assertThat(peers.get(0).isClosed()).isTrue();
    assertThat(second.got()).contains("data(two)").endsWith("end]");
  }

  @Test
  void a_connection_that_nobody_waits_for_any_more_is_closed() {
    // given
    var first = prove();
    var second = get("/2");

    // when
    first.leave();
    second.leave();

    // then
    assertThat(peers.get(0).isClosed()).isTrue();
  }

  @Test
  void who_stands_in_line_when_the_peer_says_goodbye_is_served_elsewhere() {
    // given
    var first = prove();
    var second = get("/2");

    // when
    peers.get(0).bytes("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\none");

    // then
    assertThat(first.got()).contains("data(one)");
    peers.get(1).bytes(answer("two"));
    assertThat(second.got()).contains("data(two)").endsWith("end]");
  }

  @Test
  void who_stands_in_line_when_the_connection_breaks_is_served_elsewhere() {
    // given
    var first = prove();
    var second = get("/2");

    // when
    peers.get(0).fail(StreamError.CONNECTION_RESET);

    // then
    peers.get(1).bytes(answer("one"));
    peers.get(2).bytes(answer("two"));
    assertThat(first.got()).contains("data(one)").endsWith("end]");
    assertThat(second.got()).contains("data(two)").endsWith("end]");
  }

  @ParameterizedTest
  @NullSource
  @EnumSource(names = "CONNECTION_RESET")
  void who_has_others_behind_is_asked_for_again_when_its_head_breaks_off(
      StreamError.@Nullable Kind error) {
    // given
    var first = prove();
    get("/bad");
    peers.get(0).bytes("HTTP/1.1 200 OK\r\nContent-Le");

    // when: it may be the bad one that the peer does not like
    peers.get(0).fail(error == null ? null : new StreamError(error));

    // then
    assertThat(peers.get(1).take()).startsWith("GET /1 ");
    peers.get(1).bytes(answer("one"));
    assertThat(first.got()).contains("data(one)").endsWith("end]");
  }

  @Test
  void who_stands_alone_is_not_asked_for_again_when_its_head_breaks_off() {
    // given
    var alone = prove();
    peers.get(0).bytes("HTTP/1.1 200 OK\r\nContent-Le");

    // when
    peers.get(0).fail(StreamError.CONNECTION_RESET);

    // then
    assertThat(peers.count()).isEqualTo(1);
    assertThat(alone.got()).contains("start(HTTP/1.1 502 ").endsWith("end]");
  }

  @Test
  void an_answer_that_breaks_off_ends_its_stream_alone() {
    // given
    var first = prove();
    var second = get("/2");

    // when
    peers.get(0).bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    peers.get(0).end();

    // then
    assertThat(first.got()).endsWith("streamEnd(ConnectionReset)]");
    peers.get(1).bytes(answer("two"));
    assertThat(second.got()).contains("data(two)").endsWith("end]");
  }

  @Test
  void an_answer_that_is_no_http_fails_its_request_alone() {
    // given
    var first = prove();
    var second = get("/2");

    // when
    peers.get(0).bytes("SSH-2.0-x\r\n\r\n");

    // then
    assertThat(first.got()).contains("start(HTTP/1.1 502 ").endsWith("end]");
    peers.get(1).bytes(answer("two"));
    assertThat(second.got()).contains("data(two)").endsWith("end]");
  }

  @Test
  void keeps_to_the_queue_that_is_given() {
    // given
    build(Map.of("maxQueue", 3));
    prove();

    // when
    get("/2");
    get("/3");
    bench.host().advance(Duration.ofSeconds(5));
    assertThat(peers.count()).isEqualTo(1);
    get("/4");

    // then
    assertThat(peers.count()).isEqualTo(2);
  }

  @Test
  void a_queue_of_one_never_shares() {
    build(Map.of("maxQueue", 1));
    prove();
    get("/2");

    assertThat(peers.count()).isEqualTo(2);
  }

  @Test
  void closes_a_connection_that_has_served_as_much_as_it_may() {
    // given
    build(Map.of("maxMessages", 2));
    prove();

    // when
    get("/2");
    peers.get(0).bytes(answer("one"));

    // then
    assertThat(peers.count()).isEqualTo(2);
    assertThat(peers.get(0).isClosed()).isTrue();
  }

  @Test
  void beyond_the_connections_that_there_may_be_requests_wait() {
    // given
    build(Map.of("maxConnections", 1));
    var first = new Client("POST", "/1", "a");
    var second = new Client("POST", "/2", "b");
    assertThat(peers.count()).isEqualTo(1);
    assertThat(peers.get(0).take()).contains("POST /1").doesNotContain("POST /2");

    // when
    peers.get(0).bytes(answer("one"));

    // then
    assertThat(first.got()).contains("data(one)");
    assertThat(peers.get(0).take()).startsWith("POST /2 ").endsWith("\r\n\r\nb");
    peers.get(0).bytes(answer("two"));
    assertThat(second.got()).contains("data(two)").endsWith("end]");
  }

  @Test
  void who_waits_gets_a_new_connection_when_one_is_gone() {
    // given
    build(Map.of("maxConnections", 1));
    new Client("POST", "/1", "a");
    var second = new Client("POST", "/2", "b");

    // when
    peers.get(0).end();
    bench.host().advance(Duration.ZERO);

    // then
    assertThat(peers.get(1).take()).startsWith("POST /2 ");
    peers.get(1).bytes(answer("two"));
    assertThat(second.got()).contains("data(two)").endsWith("end]");
  }

  @Test
  void who_waits_too_long_for_a_connection_is_answered_504() {
    // given
    build(Map.of("maxConnections", 1));
    new Client("POST", "/1", "a");
    var second = new Client("POST", "/2", "b");

    // when
    bench.host().advance(Duration.ofSeconds(11));

    // then
    assertThat(second.got()).contains("start(HTTP/1.1 504 ").endsWith("end]");
  }

  @Test
  void more_than_may_wait_are_answered_at_once() {
    // given
    build(Map.of("maxConnections", 1));
    new Client("POST", "/1", "a");
    var waiting = new ArrayList<Client>();
    for (int i = 0; i < 10; i++) {
      waiting.add(new Client("POST", "/waits", "b"));
      assertThat(waiting.getLast().got()).isEqualTo("[]");
    }

    // when
    var oneMore = new Client("POST", "/3", "c");

    // then
    assertThat(oneMore.got()).contains("start(HTTP/1.1 502 ").endsWith("end]");

    // and one that leaves makes room
    waiting.getFirst().leave();
    assertThat(new Client("POST", "/4", "d").got()).isEqualTo("[]");
  }
}
