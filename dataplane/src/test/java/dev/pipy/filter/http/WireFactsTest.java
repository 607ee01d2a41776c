package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What scripts are told of a message as it was on the wire: sizes, and names as they were spelled.
class WireFactsTest {

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private static String chunked(String head) {
    return head + "Transfer-Encoding: chunked\r\n\r\n";
  }

  @Test
  void a_request_tells_its_sizes() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .replaceMessage(({ tail }) => new Message(JSON.stringify(tail)))
          // headSize
        """);
    try (var client = new RawClient(plane.port())) {
      var head = chunked("POST / HTTP/1.1\r\nHost: a\r\n");
      client.send(head + "5\r\nhello\r\n0\r\n\r\n");
      assertThat(client.body())
          .isEqualTo("{\"headers\":null,\"headSize\":%d,\"bodySize\":15}".formatted(head.length()));

      client.get("/");
      assertThat(client.body()).contains("\"bodySize\":0}");

      client.send(head + "2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n");
      assertThat(client.body()).contains("\"x-sum\":\"1\"").endsWith("\"bodySize\":22}");
    }
  }

  @Test
  void an_answer_tells_its_sizes_and_goes_on_as_it_is() throws Exception {
    plane.activate(
        """
        pipy({ _sizes: '' })
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .muxHTTP('connection', '')
          .handleMessageEnd(({ tail }) => console.log(tail.headSize, tail.bodySize))
          .pipeline('connection')
          .connect('127.0.0.1:$PORT2')
        """);
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.get("/");
      try (var server = origin.accept()) {
        server.head();
        server.send(chunked("HTTP/1.1 200 OK\r\n") + "2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n");
        assertThat(client.until("X-Sum: 1\r\n\r\n")).contains("2\r\nhi\r\n0\r\n");
        client.get("/");
        server.head();
        server.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(client.head()).contains("2\r\n").doesNotContain("chunked");
      }
    }
  }

  @Test
  void codecs_tell_them_too() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .decodeHTTPRequest()
          .replaceMessage(({ tail }) => new Message(`${tail.headSize} ${tail.bodySize}`))
          .encodeHTTPResponse()
        """);
    try (var client = new RawClient(plane.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(client.body()).isEqualTo("47 3");
    }
  }

  @Test
  void a_script_that_does_not_ask_gets_no_tail() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .replaceMessage(({ head, tail }) => new Message(`${tail} ${Object.keys(head)}`))
        """);
    try (var client = new RawClient(plane.port())) {
      client.get("/");
      assertThat(client.body()).isEqualTo("null protocol,method,path,headers");
    }
  }

  @Test
  void names_of_fields_are_known_and_written_as_they_are_spelled() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .replaceMessage(({ head }) => new Message(
            { headers: { ...head.headers, 'x-new': 1 }, headerNames: { ...head.headerNames, 'x-new': 'X-NeW' } },
            JSON.stringify(head.headerNames)))
        """);
    try (var client = new RawClient(plane.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX-sUm: 1\r\nlower: 2\r\n\r\n");
      assertThat(client.head())
          .contains("\r\nHost: a\r\n")
          .contains("\r\nX-sUm: 1\r\n")
          .contains("\r\nlower: 2\r\n")
          .contains("\r\nX-NeW: 1\r\n");
    }
  }
}
