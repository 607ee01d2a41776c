package dev.pipy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricFamily;
import dev.pipy.metrics.MetricSample;
import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a real data plane of four workers counts of traffic that is known exactly.
final class MetricsTest {

  private static final int REQUESTS = 40;

  private static final String PROXY =
      """
      pipy({ _target: '' })
        .listen('127.0.0.1:$PORT')
        .demuxHTTP('request')

        .pipeline('request')
        .handleMessageStart(msg => (
          _target = '127.0.0.1:' + (msg.head.path === '/dead' ? $PORT3 : $PORT2)
        ))
        .muxHTTP('up', () => _target)

        .pipeline('up')
        .connect(() => _target)

        .listen('127.0.0.1:$PORT2')
        .serveHTTP(msg => (
          msg.head.path === '/missing' ? new Message({ status: 404 }, 'no')
          : msg.head.path === '/wrong' ? null.here
          : new Message('hello')
        ))
      """;

  private final RunningDataPlane plane = new RunningDataPlane(4);

  private Stream<MetricSample> samples(BuiltinMetric metric, String... labels) {
    return plane.dataPlane().metrics().families().stream()
        .filter(family -> family.name().equals(metric.metricName()))
        .map(MetricFamily::samples)
        .flatMap(List::stream)
        .filter(sample -> sample.labelValues().equals(List.of(labels)));
  }

  private double value(BuiltinMetric metric, String... labels) {
    return samples(metric, labels).mapToDouble(MetricSample::value).sum();
  }

  private double count(BuiltinMetric metric, String... labels) {
    return samples(metric, labels).mapToDouble(MetricSample::count).sum();
  }

  private double served(int port, String status) {
    var error = status.startsWith("5") ? status : "";
    return count(
        BuiltinMetric.HTTP_SERVER_DURATION, "127.0.0.1:" + port, "GET", status, "1.1", error);
  }

  private double asked(int port, String status, String error) {
    return count(
        BuiltinMetric.HTTP_CLIENT_DURATION,
        "127.0.0.1:" + port,
        "GET",
        status,
        status.isEmpty() ? "" : "1.1",
        error);
  }

  private void ask(String path, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try (var client = new RawClient(plane.port())) {
        client.get(path).response();
        client.get(path).response();
      }
    }
  }

  @Test
  void requests_are_counted_exactly_on_both_sides() throws Exception {
    try (plane) {
      plane.activate(PROXY);
      ask("/", REQUESTS);
      ask("/missing", 3);
      ask("/dead", 2);
      ask("/wrong", 1);

      assertThat(served(plane.port(), "200")).isEqualTo(2 * REQUESTS);
      assertThat(served(plane.port(), "404")).isEqualTo(6);
      assertThat(served(plane.port(), "502")).isEqualTo(4);
      assertThat(served(plane.port(), "500")).isEqualTo(2);
      assertThat(served(plane.port2(), "200")).isEqualTo(2 * REQUESTS);
      assertThat(asked(plane.port2(), "200", "")).isEqualTo(2 * REQUESTS);
      assertThat(asked(plane.port2(), "404", "404")).isEqualTo(6);
      assertThat(asked(plane.port2(), "500", "500")).isEqualTo(2);
      assertThat(asked(plane.port3(), "", "ConnectionRefused")).isEqualTo(4);
      assertThat(
              value(
                  BuiltinMetric.UPSTREAM_CONNECT_FAILURES,
                  "127.0.0.1:" + plane.port3(),
                  "ConnectionRefused"))
          .isEqualTo(4);
      assertThat(value(BuiltinMetric.HTTP_SERVER_ACTIVE, "127.0.0.1:" + plane.port())).isZero();
      assertThat(
              value(BuiltinMetric.LISTENER_CONNECTIONS_TOTAL, "127.0.0.1:" + plane.port(), "tcp"))
          .isEqualTo(REQUESTS + 6);
      assertThat(value(BuiltinMetric.SCRIPT_ERRORS, "main", "/main.js")).isEqualTo(2);
      assertThat(value(BuiltinMetric.SCRIPT_CONTEXTS, "main")).isEqualTo(4);
      Await.until(
          "all clients are gone",
          () -> value(BuiltinMetric.LISTENER_CONNECTIONS, "127.0.0.1:" + plane.port(), "tcp") == 0);
    }
  }

  @Test
  void what_is_counted_goes_on_over_swaps_and_gauges_do_not() throws Exception {
    try (plane) {
      plane.activate(PROXY);
      ask("/", 5);
      plane.activate(PROXY + "// again", Duration.ofSeconds(1));
      ask("/", 5);
      assertThatThrownBy(() -> plane.activate("nothing.here"))
          .isInstanceOf(CodebaseException.class);
      ask("/", 5);

      assertThat(served(plane.port(), "200")).isEqualTo(30);
      assertThat(value(BuiltinMetric.GENERATION, "main")).isEqualTo(2);
      assertThat(count(BuiltinMetric.ACTIVATION_DURATION, "main", "prepare")).isEqualTo(2);
      assertThat(count(BuiltinMetric.ACTIVATION_DURATION, "main", "commit")).isEqualTo(2);
      assertThat(value(BuiltinMetric.LAST_ACTIVATION_SUCCESS, "main")).isZero();
      assertThat(value(BuiltinMetric.LAST_ACTIVATION_TIMESTAMP, "main")).isGreaterThan(1e9);
      Await.until(
          "the first generation is gone",
          () ->
              count(BuiltinMetric.DRAIN_DURATION, "main") == 1
                  && value(BuiltinMetric.SCRIPT_CONTEXTS, "main") == 4
                  && value(BuiltinMetric.GENERATIONS, "main", "draining") == 0);
    }
  }

  @Test
  void requests_that_nobody_waits_for_any_more_are_told_by_the_reason() throws Exception {
    try (plane) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .demuxHTTP('request')
            .pipeline('request')
            .replaceMessage(msg => msg.head.path === '/never' ? new Promise(() => {}) : msg)
          """);
      var listener = "127.0.0.1:" + plane.port();
      try (var client = new RawClient(plane.port())) {
        client.get("/never");
        Await.until(
            "it is under way", () -> value(BuiltinMetric.HTTP_SERVER_ACTIVE, listener) == 1);
        client.socket().setSoLinger(true, 0); // a client that only ends its side still waits
      }
      try (var client = new RawClient(plane.port())) {
        client.send("NONSENSE\r\n\r\n").response();
      }
      Await.until("all are counted", () -> value(BuiltinMetric.HTTP_SERVER_ACTIVE, listener) == 0);
      assertThat(
              count(
                  BuiltinMetric.HTTP_SERVER_DURATION,
                  listener,
                  "GET",
                  "",
                  "1.1",
                  "ConnectionReset"))
          .isEqualTo(1);
      assertThat(count(BuiltinMetric.HTTP_SERVER_DURATION, listener, "_OTHER", "400", "", ""))
          .isEqualTo(1);
    }
  }

  @Test
  void bytes_are_those_on_the_sockets() throws Exception {
    try (plane) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .connect('127.0.0.1:$PORT2')
            .listen('127.0.0.1:$PORT2')
            .replaceData(data => new Data(data.toString() + '!'))
          """);
      try (var client = new RawClient(plane.port())) {
        client.send("12345").read(6);
      }
      var front = "127.0.0.1:" + plane.port();
      var back = "127.0.0.1:" + plane.port2();
      assertThat(value(BuiltinMetric.INBOUND_BYTES, front, "received")).isEqualTo(5);
      assertThat(value(BuiltinMetric.INBOUND_BYTES, front, "sent")).isEqualTo(6);
      assertThat(value(BuiltinMetric.OUTBOUND_BYTES, back, "sent")).isEqualTo(5);
      assertThat(value(BuiltinMetric.OUTBOUND_BYTES, back, "received")).isEqualTo(6);
      assertThat(count(BuiltinMetric.UPSTREAM_CONNECT_DURATION, back)).isEqualTo(1);
      Await.until(
          "the connection is gone", () -> value(BuiltinMetric.UPSTREAM_CONNECTIONS, back) == 0);
    }
  }

  @Test
  void datagrams_of_peers_beyond_the_limit_are_rejected() throws Exception {
    try (plane) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT', { protocol: 'udp', maxConnections: 1 })
            .dummy()
          """);
      var listener = "127.0.0.1:" + plane.port() + "/udp";
      for (int i = 0; i < 2; i++) {
        try (var peer = new DatagramSocket()) {
          peer.send(
              new DatagramPacket(
                  new byte[] {1, 2, 3}, 3, InetAddress.getLoopbackAddress(), plane.port()));
          int taken = i;
          Await.until(
              "datagram " + i + " is counted",
              () ->
                  value(BuiltinMetric.LISTENER_CONNECTIONS_TOTAL, listener, "udp")
                          + value(
                              BuiltinMetric.LISTENER_REJECTED_CONNECTIONS,
                              listener,
                              "udp",
                              "too_many")
                      == taken + 1);
        }
      }
      assertThat(value(BuiltinMetric.LISTENER_CONNECTIONS, listener, "udp")).isEqualTo(1);
      assertThat(value(BuiltinMetric.LISTENER_DROPPED_DATAGRAMS, listener)).isEqualTo(1);
      assertThat(value(BuiltinMetric.INBOUND_BYTES, listener, "received")).isEqualTo(3);
    }
  }

  @Test
  void a_script_that_takes_a_name_of_ours_does_not_load() throws Exception {
    try (plane) {
      assertThatThrownBy(
              () -> plane.activate("(new stats.Counter('pipy_log_dropped_total'), pipy())"))
          .isInstanceOfSatisfying(
              CodebaseException.class,
              failure ->
                  assertThat(failure.diagnostics().getFirst().message())
                      .contains("pipy_log_dropped_total", "expected: another one"));
    }
  }

  @Test
  void all_loops_answer() {
    try (plane) {
      assertThat(plane.dataPlane().silentWorkers(Duration.ofSeconds(10))).isEmpty();
    }
  }

  @Test
  void counts_the_clients_of_each_address_where_it_is_asked_to() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT', { peerStats: true })
          .listen('127.0.0.1:$PORT2')
        """);
    var port = "127.0.0.1:" + plane.port();
    try (var client = new RawClient(plane.port());
        var other = new RawClient(plane.port2())) {
      client.send("hello\n").until("\n");
      other.send("x\n").until("\n");
      assertThat(value(BuiltinMetric.PEER_CONNECTIONS, port, "127.0.0.1")).isOne();
      assertThat(value(BuiltinMetric.PEER_CONNECTIONS_TOTAL, port, "127.0.0.1")).isOne();
      var elsewhere = "127.0.0.1:" + plane.port2();
      assertThat(samples(BuiltinMetric.PEER_CONNECTIONS, elsewhere, "127.0.0.1")).isEmpty();
    }
    Await.until("it is gone", () -> value(BuiltinMetric.PEER_CONNECTIONS, port, "127.0.0.1") == 0);
    assertThat(value(BuiltinMetric.PEER_BYTES, port, "127.0.0.1", "received")).isEqualTo(6);
    assertThat(value(BuiltinMetric.PEER_BYTES, port, "127.0.0.1", "sent")).isEqualTo(6);
  }
}
