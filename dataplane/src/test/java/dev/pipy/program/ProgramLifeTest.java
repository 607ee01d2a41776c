package dev.pipy.program;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgramLifeTest {

  private static final String PROXY =
      """
      pipy()
        .listen('127.0.0.1:$PORT')
        .demuxHTTP('request')
        .pipeline('request')
        .muxHTTP('connection', '')
        .pipeline('connection')
        .connect('127.0.0.1:$PORT2')
      """;

  private static final String HELLO =
      "pipy().listen('127.0.0.1:$PORT').serveHTTP(() => new Message('hello'))";

  private RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private void restartWith(int workers) {
    plane.close();
    plane = new RunningDataPlane(workers);
  }

  private ServerSocket origin() throws IOException {
    var origin = new ServerSocket(plane.port2(), 5, InetAddress.getLoopbackAddress());
    origin.setSoTimeout(10_000);
    return origin;
  }

  private static Socket takeRequest(ServerSocket origin) throws IOException {
    var peer = origin.accept();
    peer.setSoTimeout(10_000);
    assertThat(peer.getInputStream().read()).isEqualTo('G');
    return peer;
  }

  private static void answer(Socket peer, String body) throws IOException {
    var text = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    peer.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void finishes_a_request_on_the_version_it_began_on() throws Exception {
    // given
    plane.activate(PROXY);
    try (var origin = origin();
        var client = new RawClient(plane.port())) {
      client.get("/");
      try (var peer = takeRequest(origin)) {
        // when
        plane.activate(HELLO);

        // then
        try (var fresh = new RawClient(plane.port())) {
          assertThat(fresh.get("/").body()).isEqualTo("hello");
        }
        answer(peer, "old");
        assertThat(client.response()).contains("connection: close").endsWith("old");
        assertThat(client.rest()).isEmpty();
        client.socket().close();
        Await.until(
            "old version gone",
            () -> plane.dataPlane().programs().getFirst().drainingConnections() == 0);
      }
    }
  }

  @Test
  void waits_for_all_versions_when_it_stops() throws Exception {
    // given: a request under way on the version before
    plane.activate(PROXY);
    try (var origin = origin();
        var client = new RawClient(plane.port())) {
      client.get("/");
      try (var peer = takeRequest(origin)) {
        plane.activate(HELLO);

        // when
        var stopped =
            CompletableFuture.supplyAsync(
                () -> plane.dataPlane().stop("main", Duration.ofSeconds(20)));
        Await.until("stopping", () -> plane.dataPlane().programs().isEmpty());
        answer(peer, "old");

        // then
        assertThat(client.response()).endsWith("old");
        assertThat(client.rest()).isEmpty();
        client.socket().close();
        assertThat(stopped.get(10, TimeUnit.SECONDS)).isZero();
      }
    }
  }

  @Test
  void cuts_all_versions_when_the_limit_is_over() throws Exception {
    plane.activate(PROXY);
    try (var origin = origin();
        var client = new RawClient(plane.port())) {
      client.get("/");
      try (var _ = takeRequest(origin)) {
        plane.activate(HELLO);

        assertThat(plane.dataPlane().stop("main", Duration.ofMillis(200))).isEqualTo(1);
        assertThat(plane.dataPlane().connections()).isZero();
      }
    }
  }

  @Test
  void runs_on_every_worker() throws Exception {
    // given
    restartWith(3);
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .serveHTTP(() => new Message(String(pipy.thread?.id)))
        """);

    // when, then
    for (int i = 0; i < 30; i++) {
      try (var client = new RawClient(plane.port())) {
        assertThat(client.get("/").response()).startsWith("HTTP/1.1 200 ");
      }
    }
    plane.activate(HELLO);
    for (int i = 0; i < 30; i++) {
      try (var client = new RawClient(plane.port())) {
        assertThat(client.get("/").body()).isEqualTo("hello");
      }
    }
  }

  @Test
  void lets_in_so_many_connections_and_no_more() throws Exception {
    // given
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT', { maxConnections: 1 })
          .serveHTTP(() => new Message('in'))
        """);
    try (var first = new RawClient(plane.port())) {
      assertThat(first.get("/").body()).isEqualTo("in");
      try (var second = new RawClient(plane.port())) {
        second.get("/").socket().setSoTimeout(300);

        // when, then
        assertThatThrownBy(second::response).isInstanceOf(SocketTimeoutException.class);
        first.socket().close();
        second.socket().setSoTimeout(10_000);
        assertThat(second.body()).isEqualTo("in");
      }
    }
  }

  @Test
  void runs_a_task_at_its_interval_without_overlap() throws Exception {
    // given: each run lasts until the origin ends it
    plane.activate(
        """
        pipy()
          .task('0.05s')
          .onStart(() => [new Data('GO'), new StreamEnd])
          .connect('127.0.0.1:$PORT2')
        """);

    // when, then
    try (var origin = origin()) {
      for (int i = 0; i < 3; i++) {
        try (var _ = takeRequest(origin)) {
          origin.setSoTimeout(300);
          assertThatThrownBy(origin::accept).isInstanceOf(SocketTimeoutException.class);
          origin.setSoTimeout(10_000);
        }
      }
    }
  }

  @Test
  void runs_an_exit_pipeline_when_the_program_stops_and_waits_for_it() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .dummy()
          .exit(() => [new Data('GOODBYE'), new StreamEnd])
          .connect('127.0.0.1:$PORT2')
        """);
    try (var origin = origin()) {
      // another version is not the end
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .dummy()
            .exit()
            .onStart(() => [new Data('GO'), new StreamEnd])
            .connect('127.0.0.1:$PORT2')
          """);
      var closing =
          CompletableFuture.runAsync(() -> plane.dataPlane().drain(Duration.ofSeconds(10)));
      try (var _ = takeRequest(origin)) {
        assertThat(closing).isNotDone();
      }
      closing.get(10, TimeUnit.SECONDS);
      origin.setSoTimeout(100);
      assertThatThrownBy(origin::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void calls_a_function_when_the_program_stops_and_waits_for_it() throws Exception {
    plane.activate(
        """
        ((peer) => (
          pipy.exit(() => peer.request('GET', '/GOODBYE')),
          pipy().listen('127.0.0.1:$PORT').dummy()
        ))(new http.Agent('127.0.0.1:$PORT2'))
        """);
    try (var origin = origin()) {
      var closing =
          CompletableFuture.runAsync(() -> plane.dataPlane().drain(Duration.ofSeconds(10)));
      try (var request = takeRequest(origin)) {
        assertThat(closing).isNotDone();
        request.getOutputStream().write("HTTP/1.1 204 OK\r\n\r\n".getBytes(US_ASCII));
        closing.get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void answers_requests_to_the_operations_endpoint_on_every_worker() throws Exception {
    try (var two = new RunningDataPlane(2)) {
      two.activate(
          """
          pipy()
            .admin('/admin/there')
            .replaceMessage(({ head, body }) => new Message(
              { status: 201, headers: { 'x-id': [1, 2], 'content-length': '7' } },
              `${head.method} ${head.path} ${head.headers.host} ${body} of ${__thread.id};`
            ))
            .admin('/admin/end')
            .replaceMessage(new StreamEnd('Unauthorized'))
          """);
      var answer = administer(two, "/admin/there?q");
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.headers()).isEqualTo(Map.of("x-id", List.of("1", "2")));
      assertThat(new String(answer.body().toArray(), US_ASCII))
          .isEqualTo("POST /admin/there?q h body of 0;POST /admin/there?q h body of 1;");
      assertThat(administer(two, "/admin/end").status()).isEqualTo(502);
      assertThat(two.dataPlane().administer(request("/admin/nowhere"))).isNull();
    }
    assertThatThrownBy(() -> plane.activate("pipy().admin('/there').dummy()"))
        .hasMessageContaining("admin(): argument #1 expects a path that begins with /admin/");
  }

  private static AdminRequest request(String path) {
    return new AdminRequest("POST", path, Map.of("host", List.of("h")), Bytes.of("body"));
  }

  private static AdminRequest.Answer administer(RunningDataPlane plane, String path)
      throws Exception {
    var answer = plane.dataPlane().administer(request(path));
    return Objects.requireNonNull(answer).get(10, TimeUnit.SECONDS);
  }

  @Test
  void refuses_to_watch_what_is_no_path() {
    assertThatThrownBy(() -> plane.activate("pipy().watch(5).dummy()"))
        .hasMessageContaining("watch(): argument #1 expects the path of a file or folder");
  }

  @Test
  void feeds_a_task_with_the_events_that_it_is_given() throws Exception {
    try (var origin = origin()) {
      plane.activate(
          """
          pipy()
            .task('1h', [new Data('GO'), new StreamEnd])
            .connect('127.0.0.1:$PORT2')
          """);
      takeRequest(origin).close();
    }
    assertThatThrownBy(() -> plane.activate("pipy().task('1h', 5).dummy()"))
        .hasMessageContaining("task(): argument #2 expects an event, a Message, an array");
  }

  @Test
  void runs_a_task_at_a_signal() throws Exception {
    plane.activate(
        """
        pipy()
          .task('SIGWINCH')
          .onStart(() => [new Data('GO'), new StreamEnd])
          .connect('127.0.0.1:$PORT2')
        """);
    try (var origin = origin()) {
      var kill =
          new ProcessBuilder("sh", "-c", "kill -WINCH " + ProcessHandle.current().pid()).start();
      assertThat(kill.waitFor()).isZero();

      takeRequest(origin).close();
    }
  }

  @Test
  void runs_a_task_at_a_signal_on_every_worker() throws Exception {
    // given
    restartWith(2);
    plane.activate(
        """
        pipy()
          .task('SIGWINCH')
          .onStart(() => [new Data('GO' + pipy.thread.id), new StreamEnd])
          .connect('127.0.0.1:$PORT2')
        """);
    try (var origin = origin()) {
      // when
      var kill =
          new ProcessBuilder("sh", "-c", "kill -WINCH " + ProcessHandle.current().pid()).start();
      assertThat(kill.waitFor()).isZero();

      // then
      takeRequest(origin).close();
      takeRequest(origin).close();
    }
  }

  @Test
  void serves_who_still_waits_at_a_port_that_the_next_version_gives_up() throws Exception {
    // given
    var both =
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .serveHTTP(() => new Message('hello'))
          .listen('127.0.0.1:$PORT2')
          .serveHTTP(() => new Message('hello'))
        """;
    plane.activate(both);
    var isOver = new java.util.concurrent.atomic.AtomicBoolean();
    var knocking =
        CompletableFuture.supplyAsync(() -> {
          int unserved = 0;
          while (!isOver.get()) {
            RawClient client;
            try {
              client = new RawClient(plane.port2());
            } catch (IOException refused) {
              continue; // the port is closed: nobody was let in
            }
            try (client) {
              client.get("/").body();
            } catch (IOException closed) {
              unserved++;
            }
          }
          return unserved;
        });

    // when
    for (int i = 0; i < 5; i++) {
      plane.activate(HELLO);
      plane.activate(both);
    }
    isOver.set(true);

    // then: but for one, each time, who came between the last accept and the close
    assertThat(knocking.get(30, TimeUnit.SECONDS)).isLessThanOrEqualTo(5);
  }
}
