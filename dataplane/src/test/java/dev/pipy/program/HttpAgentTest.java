package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpAgentTest {

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void close() {
    plane.close();
  }

  private void activate(String request, String options) throws Exception {
    plane.activate(
        """
        ((agent) => pipy()
          .listen('127.0.0.1:$PORT')
          .serveHTTP(async () => {
            try {
              const { head, body } = await REQUEST
              return new Message(`${head.status} ${head.headers['x-a']} ${body}`)
            } catch (failure) {
              return new Message({ status: failure.head.status }, failure.head.statusText)
            }
          })
        )(new http.Agent('127.0.0.1:$PORT2'OPTIONS))
        """
            .replace("REQUEST", request)
            .replace("OPTIONS", options));
  }

  @Test
  void gets_the_answer_of_a_request() throws Exception {
    activate("agent.request('PUT', '/path', { 'x-b': 'c' }, 'body')", "");

    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port()).get("/");
        var upstream = origin.accept()) {
      assertThat(upstream.head())
          .startsWith("PUT /path HTTP/1.1\r\n")
          .contains("host: 127.0.0.1:" + plane.port2() + "\r\n", "x-b: c\r\n");
      assertThat(upstream.read(4)).isEqualTo("body");
      upstream.send("HTTP/1.1 100 Continue\r\n\r\n");
      upstream.send("HTTP/1.1 201 Created\r\nX-A: d\r\nContent-Length: 2\r\n\r\nok");
      assertThat(client.body()).isEqualTo("201 d ok");
    }
  }

  @Test
  void sends_a_message_and_keeps_the_connection() throws Exception {
    activate("agent.request(new Message({ path: '/m', headers: { host: 'h' } }))", "");

    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port()).get("/");
        var upstream = origin.accept()) {
      for (int i = 0; i < 2; i++) {
        assertThat(upstream.head()).startsWith("GET /m HTTP/1.1\r\n").contains("host: h\r\n");
        upstream.send("HTTP/1.1 200 OK\r\nX-A: " + i + "\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.body()).isEqualTo("200 " + i + " ");
        client.get("/");
      }
    }
  }

  @Test
  void is_rejected_with_what_stands_for_the_answer() throws Exception {
    activate("agent.request('GET', '/')", "");

    try (var client = new RawClient(plane.port()).get("/")) {
      assertThat(client.response()).startsWith("HTTP/1.1 502 ").endsWith("Connection Refused");
    }
  }

  @Test
  void is_rejected_when_the_server_breaks_off() throws Exception {
    activate("agent.request('POST', '/')", "");

    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port()).get("/")) {
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
      }
      assertThat(client.response()).startsWith("HTTP/1.1 502 ");
    }
  }

  @Test
  void gives_an_error_of_the_server_as_an_answer() throws Exception {
    activate("agent.request('GET', '/')", "");

    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port()).get("/");
        var upstream = origin.accept()) {
      upstream.head();
      upstream.send("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\nhere");
      assertThat(client.body()).isEqualTo("502 undefined here");
    }
  }

  @Test
  void obeys_its_options() throws Exception {
    activate("agent.request('GET', '/')", ", { readTimeout: 0.2 }");

    try (var _ = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port()).get("/")) {
      assertThat(client.response()).startsWith("HTTP/1.1 504 ");
    }
  }

  @Test
  void requests_while_the_script_loads_run_when_it_has_started() throws Exception {
    try (var origin = new RawOrigin(plane.port2())) {
      plane.activate(
          """
          ((answer) => pipy()
            .listen('127.0.0.1:$PORT')
            .serveHTTP(() => answer)
          )(new http.Agent('127.0.0.1:$PORT2').request('GET', '/early'))
          """);
      try (var client = new RawClient(plane.port()).get("/");
          var upstream = origin.accept()) {
        assertThat(upstream.head()).startsWith("GET /early ");
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst");
        assertThat(client.body()).isEqualTo("first");
      }
    }
  }

  @Test
  void is_not_made_without_end() {
    assertThatThrownBy(() ->
            plane.activate(
                """
                Array.from({ length: 1001 }, () => new http.Agent('localhost'))
                pipy()
                """))
        .hasMessageContaining(
            "http.Agent: there are 1000 already; make them while the script loads");
  }

  @Test
  void says_which_option_is_wrong() {
    assertThatThrownBy(() -> activate("agent.request('GET', '/')", ", { maxIdle: 'x' }"))
        .isInstanceOf(CodebaseException.class)
        .hasMessageContaining("http.Agent: muxHTTP(): options.maxIdle expects a duration");
    assertThatThrownBy(() -> activate("agent.request()", ", { tls: 5 }"))
        .hasMessageContaining("options.tls expects an object");
  }
}
