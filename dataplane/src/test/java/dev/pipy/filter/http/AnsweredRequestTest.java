package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Codecs of responses that a function tells of the request.
class AnsweredRequestTest {

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  @Test
  void an_answer_to_head_has_no_body() throws Exception {
    plane.activate(
        """
        pipy({ _request: null })
          .listen('127.0.0.1:$PORT')
          .decodeHTTPRequest()
          .handleMessageStart(start => { _request = start.head })
          .encodeHTTPRequest()
          .connect('127.0.0.1:$PORT2')
          .decodeHTTPResponse(() => _request)
          .encodeHTTPResponse(() => _request)
        """);
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
      try (var server = origin.accept()) {
        assertThat(server.head()).startsWith("HEAD / ");
        server.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        assertThat(client.head()).contains("5\r\n");

        client.get("/next");
        assertThat(server.head()).startsWith("GET /next ");
        server.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(client.body()).isEqualTo("hi");
      }
    }
  }

  @Test
  void is_asked_for_with_the_head_of_the_response() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .connect('127.0.0.1:$PORT2')
          .decodeHTTPResponse(head => ({ method: head.headers['x-method'] }))
          .handleMessageStart(({ head }) => { head.headers['x-status'] = head.status })
          .encodeHTTPResponse(head => ({ method: head.headers['x-method'] }))
        """);
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send("any");
      try (var server = origin.accept()) {
        server.send("HTTP/1.1 201 OK\r\nX-Method: HEAD\r\nContent-Length: 5\r\n\r\n");
        assertThat(client.head()).contains("5\r\n").contains("x-status: 201");

        server.send("HTTP/1.1 200 OK\r\nX-Method: GET\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(client.body()).isEqualTo("hi");
      }
    }
  }

  @Test
  void an_upgrade_is_agreed_upon() throws Exception {
    plane.activate(
        """
        pipy({ _request: null })
          .listen('127.0.0.1:$PORT')
          .decodeHTTPRequest(head => { _request = head })
          .encodeHTTPRequest()
          .connect('127.0.0.1:$PORT2')
          .decodeHTTPResponse(() => _request)
          .encodeHTTPResponse(() => _request)
        """);
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      try (var server = origin.accept()) {
        assertThat(server.head()).startsWith("GET / ");
        server.send(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\n\r\n");
        assertThat(client.head().toLowerCase(Locale.ROOT))
            .startsWith("http/1.1 101 ")
            .contains("connection: upgrade\r\n", "upgrade: websocket\r\n");
      }
    }
  }

  @Test
  void zero_and_the_empty_text_leave_the_body_there() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .decodeHTTPRequest()
          .replaceMessage(new Message('hi'))
          .encodeHTTPResponse({ bodiless: 0, final: '' })
        """);
    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").body()).isEqualTo("hi");
      assertThat(client.get("/").body()).isEqualTo("hi");
    }
  }

  @Test
  void shows_heads_of_requests_to_functions() throws Exception {
    plane.activate(
        """
        pipy({ _seen: [] })
          .listen('127.0.0.1:$PORT')
          .decodeHTTPRequest(head => { _seen.push(head.method + ' ' + head.path) })
          .handleMessageStart(({ head }) => { head.path = '/rewritten' })
          .encodeHTTPRequest(({ path, headers }) => { _seen.push(path + ' ' + headers.host) })
          .replaceData()
          .replaceMessageEnd(() => new Message(_seen.splice(0).join(', ')))
          .encodeHTTPResponse(head => (head ? { method: 'GET' } : null))
        """);
    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/a").body()).isEqualTo("GET /a, /rewritten localhost");
    }
  }

  @Test
  void a_function_that_throws_ends_the_stream() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .decodeHTTPRequest(() => { throw new Error('on purpose') })
          .listen('127.0.0.1:$PORT2')
          .decodeHTTPResponse(() => { throw new Error('on purpose') })
          .listen('127.0.0.1:$PORT3')
          .decodeHTTPRequest()
          .encodeHTTPRequest(() => { throw new Error('on purpose') })
        """);
    var request = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest";
    assertThat(RawClient.isReset(plane.port(), request)).isTrue();
    assertThat(RawClient.isReset(plane.port2(), "HTTP/1.1 200 OK\r\n\r\nrest")).isTrue();
    assertThat(RawClient.isReset(plane.port3(), request)).isTrue();
  }
}
