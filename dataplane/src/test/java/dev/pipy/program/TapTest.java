package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.inspect.MessageFilter;
import dev.pipy.inspect.SeenHead;
import dev.pipy.inspect.Tap;
import dev.pipy.inspect.TapEvent;
import dev.pipy.inspect.TapOptions;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.program.Inspection.TapPlace;
import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TapTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final String HELLO =
      """
      pipy({ _start: null })

      .listen('127.0.0.1:$PORT')
        .demuxHTTP('request')

      .pipeline('request')
        .handleMessageStart(start => { _start = start })
        .replaceMessage(message => new Message(
          { status: _start.head.path === '/no' ? 503 : 200, headers: { 'set-cookie': 'a=b' } },
          'hello ' + message.body.size))
      """;

  private final RunningDataPlane plane = new RunningDataPlane(2);

  @AfterEach
  void stop() {
    plane.close();
  }

  private static TapOptions options(MessageFilter filter) {
    return new TapOptions(filter, 100, 1000, false);
  }

  private TapSession tap(String pipeline, String after, TapOptions options) {
    return plane.dataPlane().inspection().tap(new TapPlace("main", pipeline, after, ""), options);
  }

  private static TapEvent event(TapSession tap) throws InterruptedException {
    var item = tap.poll(LIMIT);
    assertThat(item).isInstanceOf(Tap.Seen.class);
    return ((Tap.Seen) Objects.requireNonNull(item)).event();
  }

  private static SeenHead head(TapEvent event) {
    return Objects.requireNonNull(event.head());
  }

  private static String excerpt(TapEvent event) {
    return StandardCharsets.UTF_8.decode(event.excerpt().duplicate()).toString();
  }

  private static List<String> fields(SeenHead head) {
    return head.fields().stream().map(field -> field.name() + ": " + field.value()).toList();
  }

  private String post(String path, String body) throws Exception {
    try (var client = new RawClient(plane.port())) {
      return client
          .send(
              "POST "
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic abc\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
          .body();
    }
  }

  @Test
  void leaves_nothing_in_what_opens_once_it_has_ended() throws Exception {
    // given
    plane.activate(HELLO);
    List<PipelineLayout> layouts;
    try (var tap = (LiveTap) tap("request", "", options(MessageFilter.ALL))) {
      layouts =
          IntStream.range(0, 2)
              .boxed()
              .flatMap(worker -> tap.attachment().layouts(worker).stream())
              .toList();
      assertThat(layouts).hasSize(2).noneMatch(layout -> layout.probe() == null);
    }

    // then a pipeline that opens consists of its own filters again
    Await.until(
        "no probe", LIMIT, () -> layouts.stream().allMatch(layout -> layout.probe() == null));
  }

  @Test
  void shows_requests_and_their_answers() throws Exception {
    // given
    plane.activate(HELLO);
    try (var tap = tap("", "", options(MessageFilter.ALL))) {
      // when
      var body = post("/a?token=x", "12345");

      // then
      assertThat(body).isEqualTo("hello 5");
      assertThat(tap.places()).containsExactly("into pipeline request", "out of pipeline request");
      var request = event(tap);
      assertThat(request.kind()).isEqualTo(TapEvent.Kind.MESSAGE_START);
      assertThat(request.place()).isZero();
      assertThat(request.client()).startsWith("127.0.0.1:");
      assertThat(head(request).method()).isEqualTo("POST");
      assertThat(head(request).path()).isEqualTo("/a?token=(hidden)");
      assertThat(fields(head(request)))
          .contains("Host: localhost", "Authorization: (hidden)", "Content-Length: 5");
      var events = new ArrayList<TapEvent>();
      while (events.size() < 3) {
        events.add(event(tap));
      }
      var end = at(events, 0, TapEvent.Kind.MESSAGE_END);
      assertThat(end.bytes()).isEqualTo(5);
      assertThat(excerpt(end)).isEqualTo("12345");
      var answer = at(events, 1, TapEvent.Kind.MESSAGE_START);
      assertThat(head(answer).status()).isEqualTo(200);
      assertThat(fields(head(answer))).contains("set-cookie: (hidden)");
      assertThat(answer.request()).isEqualTo("POST /a?token=(hidden)");
      assertThat(answer.elapsed()).isPositive();
      assertThat(answer.stream()).isEqualTo(request.stream());
      assertThat(excerpt(at(events, 1, TapEvent.Kind.MESSAGE_END))).isEqualTo("hello 5");
    }
  }

  private static TapEvent at(List<TapEvent> events, int place, TapEvent.Kind kind) {
    return events.stream()
        .filter(event -> event.place() == place && event.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new AssertionError(place + " " + kind + " is not in " + events));
  }

  @Test
  void shows_secrets_and_no_body_when_that_is_asked_for() throws Exception {
    // given
    plane.activate(HELLO);
    try (var tap =
        tap("request", "handleMessageStart", new TapOptions(MessageFilter.ALL, 0, 10, true))) {
      // when
      post("/a?token=x", "12345");

      // then
      assertThat(tap.places()).containsExactly("after handleMessageStart (main.js:7:4)");
      var request = event(tap);
      assertThat(head(request).path()).isEqualTo("/a?token=x");
      assertThat(fields(head(request))).contains("Authorization: Basic abc");
      var end = event(tap);
      assertThat(end.bytes()).isEqualTo(5);
      assertThat(excerpt(end)).isEmpty();
    }
  }

  @Test
  void shows_heads_of_other_protocols_that_scripts_made() throws Exception {
    // given
    plane.activate(
        """
        pipy()

        .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')

        .pipeline('request')
          .replaceMessage(() => new Message({ type: 'CONNECT', will: { qos: 1, password: 'x' } }))
          .replaceMessage(() => new Message('hello'))
        """);
    try (var tap = tap("request", "replaceMessage#1", options(MessageFilter.ALL))) {
      // when
      post("/", "");

      // then
      var seen = head(event(tap));
      assertThat(seen.kind()).isEqualTo(SeenHead.Kind.FIELDS);
      assertThat(fields(seen)).containsExactly("type: CONNECT", "will: {qos=1, password=(hidden)}");
    }
  }

  @Test
  void shows_what_is_asked_for() throws Exception {
    // given
    plane.activate(HELLO);
    try (var byPath = tap("", "", options(MessageFilter.of("post", "/x*", "", "127.0.0.0/8")));
        var byStatus = tap("", "", options(MessageFilter.of("", "", "5xx", "")));
        var byClient = tap("", "", options(MessageFilter.of("", "", "", "10.0.0.0/8")))) {
      // when
      post("/y", "");
      post("/no", "");
      post("/x1", "");

      // then
      assertThat(head(event(byPath)).path()).isEqualTo("/x1");
      Await.until(
          "answer",
          () -> {
            try {
              return event(byPath).request().equals("POST /x1");
            } catch (InterruptedException interrupted) {
              throw new AssertionError(interrupted);
            }
          });
      var failed = event(byStatus);
      assertThat(head(failed).status()).isEqualTo(503);
      assertThat(failed.request()).isEqualTo("POST /no");
      assertThat(event(byStatus).kind()).isEqualTo(TapEvent.Kind.MESSAGE_END);
      assertThat(byStatus.poll(Duration.ZERO)).isNull();
      assertThat(byClient.poll(Duration.ZERO)).isNull();
    }
  }

  @Test
  void shows_data_of_streams_that_are_no_messages() throws Exception {
    // given
    plane.activate("pipy().listen('127.0.0.1:$PORT').replaceData(data => data).dummy()");
    try (var tap = tap(":" + plane.port(), "replaceData", options(MessageFilter.ALL))) {
      // when
      try (var client = new RawClient(plane.port())) {
        client.send("abc");
        var data = event(tap);
        assertThat(data.kind()).isEqualTo(TapEvent.Kind.DATA);
        assertThat(excerpt(data)).isEqualTo("abc");
        assertThat(data.bytes()).isEqualTo(3);
      }

      // then
      assertThat(event(tap).kind()).isEqualTo(TapEvent.Kind.STREAM_END);
    } catch (IllegalArgumentException wrongName) {
      throw new AssertionError(wrongName);
    }
  }

  @Test
  void counts_what_is_beyond_the_limit() throws Exception {
    // given
    plane.activate(HELLO);
    try (var tap = tap("", "", new TapOptions(MessageFilter.ALL, 0, 1, false))) {
      // when
      try (var client = new RawClient(plane.port())) {
        for (int i = 0; i < 20; i++) {
          assertThat(client.get("/").body()).isEqualTo("hello 0");
        }
      }

      // then
      long dropped = 0;
      while (dropped == 0) {
        var item = Objects.requireNonNull(tap.poll(LIMIT));
        dropped = item instanceof Tap.Dropped(long count) ? count : 0;
      }
      assertThat(dropped).isGreaterThan(10);
    }
  }

  @Test
  void leaves_nothing_behind() throws Exception {
    // given
    plane.activate(HELLO);
    var tap = tap("", "", options(MessageFilter.ALL));

    // when
    tap.close();
    post("/", "");

    // then
    assertThat(tap.poll(Duration.ZERO)).isNull();
    for (int i = 0; i < 20; i++) {
      tap("", "", options(MessageFilter.ALL)).close();
    }
  }

  @Test
  void follows_the_program_through_swaps_to_its_end() throws Exception {
    // given
    plane.activate(HELLO);
    try (var tap = tap("", "", options(MessageFilter.ALL))) {
      // when
      plane.activate(HELLO);
      var moved = tap.poll(LIMIT);
      post("/", "");
      var seen = event(tap);
      plane.activate("pipy().listen('127.0.0.1:$PORT').dummy()");
      var last = tap.poll(LIMIT);
      while (last instanceof Tap.Seen) {
        last = tap.poll(LIMIT);
      }

      // then
      assertThat(moved).isEqualTo(new Tap.Moved(2, 2));
      assertThat(seen.kind()).isEqualTo(TapEvent.Kind.MESSAGE_START);
      assertThat(last)
          .isInstanceOfSatisfying(
              Tap.Ended.class, ended -> assertThat(ended.reason()).contains("replaced by r3"));
      assertThat(tap.isClosed()).isTrue();
    }
  }

  @Test
  void ends_with_the_program() throws Exception {
    // given
    plane.activate(HELLO);
    try (var tap = tap("", "", options(MessageFilter.ALL))) {
      // when
      plane.dataPlane().stop("main", Duration.ofSeconds(1));

      // then
      assertThat(tap.poll(LIMIT)).isEqualTo(new Tap.Ended("program main was stopped"));
    }
  }

  @Test
  void says_which_place_there_is_not() throws Exception {
    // given
    plane.activate(HELLO);

    // then
    refuses("request", "nothing", "", "after: no nothing in pipeline request (expected: one of ");
    refuses("none", "", "", "pipeline: none is none (expected: listen:127.0.0.1:");
    refuses(
        "request",
        "handleMessageStart",
        "connect",
        "before: no connect in pipeline request (expected: one of ");
    assertThatThrownBy(() ->
            plane
                .dataPlane()
                .inspection()
                .tap(new TapPlace("nope", "", "", ""), options(MessageFilter.ALL)))
        .hasMessage("program: nope does not run");
  }

  private void refuses(String pipeline, String after, String before, String complaint) {
    assertThatThrownBy(() ->
            plane
                .dataPlane()
                .inspection()
                .tap(new TapPlace("main", pipeline, after, before), options(MessageFilter.ALL)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(complaint);
  }

  @Test
  void allows_eight_at_a_time() throws Exception {
    // given
    plane.activate(HELLO);
    var open = new ArrayList<TapSession>();
    for (int i = 0; i < 8; i++) {
      open.add(tap("", "", options(MessageFilter.ALL)));
    }

    // then
    assertThatThrownBy(() -> tap("", "", options(MessageFilter.ALL)))
        .isInstanceOf(TooManyTapsException.class);
    assertThat(post("/", "abc")).isEqualTo("hello 3");
    open.getFirst().close();
    open.getFirst().close();
    open.add(tap("", "", options(MessageFilter.ALL)));
    open.forEach(TapSession::close);
  }

  @Test
  void counts_what_flows_while_somebody_watches() throws Exception {
    // given
    plane.activate(HELLO);
    try (var stats = plane.dataPlane().inspection().stats("main")) {
      // when
      for (int i = 0; i < 5; i++) {
        post("/", "abc");
      }
      var figures = stats.take();
      var request = Objects.requireNonNull(figures.figures().get("/main.js:request"));

      // then
      assertThat(figures.graph().pipelines()).hasSize(2);
      assertThat(request.opened()).isEqualTo(5);
      assertThat(request.answered()).isEqualTo(5);
      assertThat(request.median()).isPositive();
      assertThat(request.slowest()).isGreaterThanOrEqualTo(request.median());
      assertThat(request.places()).hasSize(3);
      assertThat(request.places().getFirst().messages()).isEqualTo(5);
      assertThat(request.places().getFirst().bytes()).isEqualTo(15);
      assertThat(request.places().getLast().bytes()).isEqualTo(35);
      assertThat(stats.take().figures().get("/main.js:request"))
          .extracting(zero -> Objects.requireNonNull(zero).answered())
          .isEqualTo(0L);

      // when
      plane.activate(HELLO);
      stats.take();
      post("/", "");
      var next = stats.take();

      // then
      assertThat(next.generation()).isEqualTo(2);
      assertThat(Objects.requireNonNull(next.figures().get("/main.js:request")).answered())
          .isEqualTo(1);
    }
  }
}
