package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pipy.DataPlaneOptions;
import dev.pipy.program.Inspection.Selection;
import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawDatagrams;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveInspectionTest {

  private static final Selection ALL = new Selection("", "", Set.of());

  private static final String HELLO =
      "pipy().listen('127.0.0.1:$PORT').serveHTTP(() => new Message('hello'))";

  private static final String PROXY =
      """
      pipy()
        .listen('127.0.0.1:$PORT')
        .demuxHTTP('request')
        .pipeline('request')
        .muxHTTP('connection', () => 'origin')
        .pipeline('connection')
        .connect('127.0.0.1:$PORT2')
      """;

  private RunningDataPlane plane = new RunningDataPlane(2);

  @AfterEach
  void stop() {
    plane.close();
  }

  private Inspection inspection() {
    return plane.dataPlane().inspection();
  }

  private List<ConnectionStatus> connections(Selection selection) {
    return inspection().connections(selection, 0, 100).items();
  }

  @Test
  void lists_connections_with_what_they_carried() throws Exception {
    // given
    plane.activate(HELLO);
    try (var client = new RawClient(plane.port())) {
      var before = Instant.now();
      client.get("/").response();

      // when
      var found = connections(ALL);

      // then
      assertThat(found).hasSize(1);
      var connection = found.getFirst();
      assertThat(connection.client()).isEqualTo("127.0.0.1:" + client.socket().getLocalPort());
      assertThat(connection.listener()).isEqualTo("127.0.0.1:" + plane.port());
      assertThat(connection.program()).isEqualTo("main");
      assertThat(connection.generation()).isEqualTo(1);
      assertThat(connection.receivedBytes())
          .isEqualTo("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".length());
      assertThat(connection.sentBytes()).isPositive();
      assertThat(connection.isDraining()).isFalse();
      assertThat(connection.since()).isBetween(before.minusSeconds(10), Instant.now());
    }
    Await.until("gone", () -> connections(ALL).isEmpty());
  }

  @Test
  void lists_them_by_page_program_and_listener() throws Exception {
    // given
    plane.activate(HELLO);
    var clients = new ArrayList<RawClient>();
    for (int i = 0; i < 7; i++) {
      var client = new RawClient(plane.port());
      client.get("/").response();
      clients.add(client);
    }

    // when
    var first = inspection().connections(ALL, 0, 4).items();
    var rest = inspection().connections(ALL, first.getLast().id(), 4).items();

    // then
    var all = new ArrayList<>(first);
    all.addAll(rest);
    assertThat(all).hasSize(7).isSortedAccordingTo(Comparator.comparingLong(ConnectionStatus::id));
    assertThat(connections(new Selection("main", ":" + plane.port(), Set.of()))).hasSize(7);
    assertThat(connections(new Selection("other", "", Set.of()))).isEmpty();
    assertThat(connections(new Selection("", ":1", Set.of()))).isEmpty();
    assertThat(connections(new Selection("", "", Set.of(all.get(2).id())))).hasSize(1);
    for (var client : clients) {
      client.close();
    }
  }

  @Test
  void closes_connections() throws Exception {
    // given
    plane.activate(HELLO);
    try (var one = new RawClient(plane.port())) {
      one.get("/").response();
      long id = connections(ALL).getFirst().id();
      closes(one, id);
    }
  }

  private void closes(RawClient one, long id) throws Exception {
    try (var other = new RawClient(plane.port())) {
      other.get("/").response();

      // when
      var closed = inspection().close(new Selection("", "", Set.of(id, 999_999_999L)));

      // then
      assertThat(closed.items().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
      assertThat(one.rest()).isEmpty();
      assertThat(other.get("/").body()).isEqualTo("hello");
      inspection().close(new Selection("", ":" + plane.port(), Set.of()));
      assertThat(other.rest()).isEmpty();
    }
  }

  @Test
  void tells_who_drains() throws Exception {
    // given
    plane.activate(HELLO);
    try (var old = new RawClient(plane.port())) {
      old.get("/").response();

      // when
      plane.activate(HELLO);
      try (var fresh = new RawClient(plane.port())) {
        fresh.get("/").response();

        // then
        assertThat(connections(ALL))
            .extracting(ConnectionStatus::generation, ConnectionStatus::isDraining)
            .containsExactly(tuple(1L, true), tuple(2L, false));
        assertThat(inspection().generations())
            .extracting(
                GenerationStatus::number,
                GenerationStatus::isDraining,
                GenerationStatus::connections)
            .containsExactly(tuple(2L, false, 1L), tuple(1L, true, 1L));
      }
    }
  }

  @Test
  void lists_peers_of_udp() throws Exception {
    // given
    plane.activate(
        "pipy().listen('127.0.0.1:$PORT', { protocol: 'udp' }).replaceData(data => data)");
    try (var peer = RawDatagrams.to(plane.port())) {
      peer.send("abc");
      peer.receive();

      // when
      var found = connections(new Selection("", ":" + plane.port() + "/udp", Set.of()));

      // then
      assertThat(found).hasSize(1);
      assertThat(found.getFirst().receivedBytes()).isEqualTo(3);
      assertThat(found.getFirst().sentBytes()).isEqualTo(3);
    }
  }

  @Test
  void lists_sessions_with_upstreams() throws Exception {
    // given
    plane.activate(PROXY);
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.get("/");
      try (var peer = origin.accept()) {
        peer.head();

        // then
        var used = inspection().upstreams().items().getFirst();
        assertThat(used.program()).isEqualTo("main");
        assertThat(used.key()).isEqualTo("origin");
        assertThat(used.pipeline()).isEqualTo("connection");
        assertThat(used.open()).isEqualTo(1);
        assertThat(used.idle()).isZero();

        // when
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(client.body()).isEqualTo("ok");

        // then
        assertThat(inspection().upstreams().items().getFirst().idle()).isEqualTo(1);
      }
    }
  }

  @Test
  void counts_upstreams_that_failed() throws Exception {
    // given: nobody listens there
    plane.activate(PROXY);
    try (var client = new RawClient(plane.port())) {
      // when
      assertThat(client.get("/").response()).startsWith("HTTP/1.1 502");

      // then
      var failed = inspection().upstreams().items().getFirst();
      assertThat(failed.key()).isEqualTo("origin");
      assertThat(failed.open()).isZero();
      assertThat(failed.failed()).isEqualTo(1);
    }
  }

  @Test
  void says_which_worker_is_too_busy() throws Exception {
    // given
    plane.close();
    plane =
        new RunningDataPlane(
            new DataPlaneOptions(
                2, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(1), 1000));
    plane.activate(
        "pipy().listen('127.0.0.1:$PORT').serveHTTP(() => { const end = Date.now() + 1800;"
            + " while (Date.now() < end); return new Message('late') })");
    var sent = new CountDownLatch(1);
    var busy =
        Thread.ofVirtual()
            .start(() -> {
              try (var client = new RawClient(plane.port())) {
                client.get("/");
                sent.countDown();
                client.response();
              } catch (IOException failure) {
                throw new AssertionError(failure);
              }
            });
    sent.await();

    // when
    Await.until(
        "a worker is busy", () -> inspection().connections(ALL, 0, 10).silent().size() == 1);

    // then
    busy.join(Duration.ofSeconds(10));
    assertThat(inspection().connections(ALL, 0, 10).silent()).isEmpty();
  }
}
