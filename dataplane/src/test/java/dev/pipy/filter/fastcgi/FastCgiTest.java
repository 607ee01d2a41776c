package dev.pipy.filter.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `demuxFastCGI` and `muxFastCGI`, with each other and with bytes.
class FastCgiTest {

  private static final String APPLICATION =
      """
      pipy()
        .listen('127.0.0.1:$PORT2')
        .demuxFastCGI('answer', { maxRequests: 2, maxParamsSize: 1000 })

        .pipeline('answer')
        .replaceMessage(({ head, body }) =>
          head.params.HOW === 'fails' ? new StreamEnd('ConnectionReset') :
          head.params.HOW === 'throws' ? (() => { throw new Error('no') })() :
          [
            new MessageStart,
            new Data(`X: ${head.role} ${head.keepAlive} ${JSON.stringify(head.params)}\\r\\n\\r\\n`),
            body,
            new MessageEnd({ appStatus: 3, stderr: new Data('oops') }),
          ]
        )
      """;

  private static final String PROXY =
      """
        .listen('127.0.0.1:$PORT')
        .demuxHTTP('request')
        .pipeline('request')
        .replaceMessage(({ head, body }) => new Message({
          keepAlive: head.path !== '/last',
          params: { PATH: head.path, SIZE: body.size, HOW: head.headers.how },
        }, body))
        .muxFastCGI('application', '')
        .replaceMessage(({ head, body, tail }) => new Message(
          `${tail.appStatus} ${tail.protocolStatus} ${tail.stderr} ${body}`
        ))
        .pipeline('application')
        .connect('127.0.0.1:$PORT2')
      """;

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  @Test
  void carries_requests_and_answers() throws Exception {
    plane.activate(APPLICATION + PROXY);
    try (var client = new RawClient(plane.port())) {
      client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.body())
          .isEqualTo("3 0 oops X: 1 true {\"PATH\":\"/a\",\"SIZE\":\"5\"}\r\n\r\nhello");
      assertThat(client.get("/b").body()).endsWith("{\"PATH\":\"/b\",\"SIZE\":\"0\"}\r\n\r\n");
      assertThat(client.get("/last").body()).contains("1 false");
      assertThat(client.get("/next").body()).contains("1 true");
    }
  }

  @Test
  void carries_large_bodies() throws Exception {
    plane.activate(APPLICATION + PROXY);
    try (var client = new RawClient(plane.port())) {
      var body = "0123456789".repeat(20_000);
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
      assertThat(client.body()).endsWith("\r\n\r\n" + body);
    }
  }

  @Test
  void answers_for_a_pipeline_that_fails() throws Exception {
    plane.activate(APPLICATION + PROXY);
    try (var client = new RawClient(plane.port())) {
      for (var how : new String[] {"fails", "throws"}) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\nHow: " + how + "\r\n\r\n");
        assertThat(client.body()).isEqualTo("1 0  ");
      }
    }
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex.replace(" ", "")), StandardCharsets.ISO_8859_1);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String begin(int id, boolean isKept) {
    return "010100%02x00080000 0001 %02x 0000000000 010400%02x00000000"
        .formatted(id, isKept ? 1 : 0, id);
  }

  @Test
  void serves_requests_at_once_and_refuses_too_many() throws Exception {
    plane.activate(APPLICATION);
    try (var client = new RawClient(plane.port2())) {
      client.send(text(begin(1, true) + begin(2, true) + begin(3, true)));
      assertThat(hex(client.read(16))).isEqualTo("01030003000800000000000002000000");
      client.send(text("0105000200000000"));
      assertThat(client.until("oops")).contains("\1\6\0\2");
      client.send(text("0105000100000000"));
      assertThat(client.until("oops")).contains("\1\6\0\1");
    }
  }

  @Test
  void closes_behind_the_last_answer() throws Exception {
    plane.activate(APPLICATION);
    try (var client = new RawClient(plane.port2())) {
      client.send(text(begin(1, false) + "0105000100000000"));
      assertThat(hex(client.rest())).endsWith("01030001000800000000000300000000");
    }
  }

  @Test
  void ends_a_request_that_is_not_wanted_any_more() throws Exception {
    plane.activate(APPLICATION);
    try (var client = new RawClient(plane.port2())) {
      client.send(text(begin(1, true) + "0102000100000000"));
      assertThat(hex(client.read(24)))
          .isEqualTo("0106000100000000" + "01030001000800000000000000000000");
    }
  }

  @Test
  void tells_its_limits_and_what_it_does_not_know() throws Exception {
    plane.activate(APPLICATION);
    try (var client = new RawClient(plane.port2())) {
      client.send(text("01 09 0000 000f 00 00 0d00") + "FCGI_MAX_REQS");
      assertThat(client.until("REQS2")).endsWith("\r\1FCGI_MAX_REQS2");
      client.send(text("01 63 0000 0000 00 00"));
      assertThat(hex(client.read(16))).isEqualTo("010b000000080000" + "6300000000000000");
    }
  }

  @Test
  void ends_the_stream_at_what_is_none_or_too_large() throws Exception {
    plane.activate(APPLICATION);
    for (var bytes :
        new String[] {
          text("02 01 0001"),
          text("0101000100080000 0001010000000000").repeat(2),
          text("0101000100080000 0001010000000000 0104000103e90000 7f") + "x".repeat(1000),
          text("0101000100080000 0001010000000000 0104000100010700 05 00000000000000")
              + text("0104000100000000"),
        }) {
      try (var client = new RawClient(plane.port2())) {
        client.send(bytes);
        assertThat(client.isReset()).isTrue();
      }
    }
  }
}
