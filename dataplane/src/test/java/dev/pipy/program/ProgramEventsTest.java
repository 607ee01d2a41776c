package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricFamily;
import dev.pipy.telemetry.UpstreamSummary;
import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a data plane tells of programs, and how its clients are sent away.
class ProgramEventsTest {

  private static final String HELLO =
      "pipy().listen('127.0.0.1:$PORT').serveHTTP(() => new Message('hello'))";

  private static final String ELSEWHERE =
      "pipy().listen('127.0.0.1:$PORT2').serveHTTP(() => new Message('elsewhere'))";

  private final RunningDataPlane plane = new RunningDataPlane(2);
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    plane.close();
  }

  private void listen() {
    plane.dataPlane().onEvent(event -> told.add(text(event)));
  }

  private String text(ProgramEvent event) {
    var about = event.program() + " r" + event.revision() + "/" + event.generation();
    return switch (event) {
      case ProgramEvent.Started _ -> about + " started";
      case ProgramEvent.Swapped swap ->
          about + " replaces r" + swap.previous() + ", draining " + swap.draining();
      case ProgramEvent.Stopped stop -> about + " stopped, cut " + stop.cut();
      case ProgramEvent.ListenerOpened opened -> about + " opened " + name(opened.address());
      case ProgramEvent.ListenerClosed closed -> about + " closed " + name(closed.address());
      case ProgramEvent.Drained drained -> about + " drained, cut " + drained.cut();
      case ProgramEvent.Freed _ -> about + " freed";
    };
  }

  private String name(String address) {
    return address
        .replace("127.0.0.1:" + plane.port(), "A")
        .replace("127.0.0.1:" + plane.port2(), "B");
  }

  @Test
  void tells_of_each_change_in_its_order() throws Exception {
    // given
    listen();

    // when
    plane.activate(HELLO);
    try (var client = new RawClient(plane.port())) {
      client.get("/").response();
      plane.activate(ELSEWHERE);
    }
    Await.until("freed", () -> told.contains("main r1/1 freed"));
    plane.dataPlane().stop("main", Duration.ofSeconds(5));
    Await.until("freed", () -> told.contains("main r2/2 freed"));

    // then
    assertThat(told)
        .containsSubsequence(
            "main r1/1 started",
            "main r1/1 opened A",
            "main r2/2 replaces r1, draining 1",
            "main r2/2 opened B",
            "main r2/2 closed A")
        .containsSubsequence(
            "main r2/2 replaces r1, draining 1", "main r1/1 drained, cut 0", "main r1/1 freed")
        .containsSubsequence("main r2/2 closed B", "main r2/2 drained, cut 0")
        .contains("main r2/2 stopped, cut 0")
        .doesNotHaveDuplicates();
  }

  @Test
  void tells_that_a_version_is_not_kept_any_more() throws Exception {
    plane.dataPlane().activate(plane.version(1, HELLO));
    plane.dataPlane().activate(plane.version(2, HELLO));
    plane.dataPlane().keepWarm(plane.version(1, HELLO));
    listen();

    plane.dataPlane().dropWarm("main");
    plane.dataPlane().dropWarm("main");

    assertThat(told).containsExactly("main r1/0 freed");
  }

  @Test
  void goes_on_when_who_is_told_fails() throws Exception {
    plane
        .dataPlane()
        .onEvent(_ -> {
          throw new IllegalStateException("a bug");
        });

    plane.activate(HELLO);

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").body()).isEqualTo("hello");
    }
  }

  @Test
  void lets_clients_go_and_serves_those_who_come_meanwhile() throws Exception {
    // given
    plane.activate(HELLO);
    try (var early = new RawClient(plane.port())) {
      early.get("/").response();

      // when
      plane.dataPlane().windDown(true);

      // then: the next answer is the last, for those that come later, too
      assertThat(early.get("/").response()).contains("connection: close");
      assertThat(early.rest()).isEmpty();
    }
    try (var late = new RawClient(plane.port())) {
      assertThat(late.get("/").response()).contains("connection: close").endsWith("hello");
    }
  }

  @Test
  void lets_clients_of_the_next_version_go_as_well() throws Exception {
    plane.activate(HELLO);
    plane.dataPlane().windDown(true);
    plane.activate(HELLO.replace("hello", "next"));
    plane.activate("late", Map.of("main.js", ELSEWHERE));

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").response()).contains("connection: close").endsWith("next");
    }
    try (var client = new RawClient(plane.port2())) {
      assertThat(client.get("/").response()).contains("connection: close").endsWith("elsewhere");
    }
  }

  @Test
  void lets_clients_stay_again() throws Exception {
    plane.activate(HELLO);
    plane.dataPlane().windDown(true);
    plane.dataPlane().windDown(false);

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").response()).doesNotContain("connection: close");
      assertThat(client.get("/").response()).endsWith("hello");
    }
  }

  @Test
  void knows_the_peers_of_plain_connections() throws Exception {
    // given: one that is there, one that is not
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT').connect('127.0.0.1:$PORT2')
          .listen('127.0.0.1:$PORT3').connect('127.0.0.1:1')
          .listen('127.0.0.1:$PORT2').serveHTTP(() => new Message('hello'))
        """);
    try (var client = new RawClient(plane.port())) {
      client.get("/").response();
      assertThat(RawClient.isReset(plane.port3(), "GET / HTTP/1.1\r\n\r\n")).isTrue();

      // when
      var targets = plane.dataPlane().inspection().targets();

      // then
      assertThat(targets).extracting(UpstreamSummary::target).contains("127.0.0.1:1");
      var good = target(targets, "127.0.0.1:" + plane.port2());
      assertThat(good.open()).isEqualTo(1);
      assertThat(good.opened()).isEqualTo(1);
      assertThat(good.lastFailure()).isNull();
      var bad = target(targets, "127.0.0.1:1");
      assertThat(bad.open()).isZero();
      assertThat(bad.failures()).isEqualTo(1);
      var failure = bad.lastFailure();
      assertThat(failure)
          .isNotNull()
          .extracting(UpstreamSummary.Failure::reason)
          .isEqualTo("ConnectionRefused");
    }
    Await.until(
        "closed",
        () ->
            target(plane.dataPlane().inspection().targets(), "127.0.0.1:" + plane.port2()).open()
                == 0);
  }

  private static UpstreamSummary target(List<UpstreamSummary> all, String name) {
    return all.stream().filter(one -> one.target().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void counts_the_runs_of_each_pipeline() throws Exception {
    plane.activate(HELLO);
    var listener = "listen:127.0.0.1:" + plane.port();
    assertThat(active(listener)).isZero();
    try (var one = new RawClient(plane.port());
        var other = new RawClient(plane.port())) {
      one.get("/").response();
      other.get("/").response();

      assertThat(active(listener)).isEqualTo(2);
    }
    Await.until("closed", () -> active(listener) == 0);
  }

  private double active(String pipeline) {
    return plane.dataPlane().metrics().families().stream()
        .filter(family -> family.name().equals(BuiltinMetric.PIPELINES_ACTIVE.metricName()))
        .map(MetricFamily::samples)
        .flatMap(List::stream)
        .filter(sample -> sample.labelValues().equals(List.of("main", pipeline)))
        .findFirst()
        .orElseThrow()
        .value();
  }
}
