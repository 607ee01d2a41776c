package dev.pipy.filter.http;

import static dev.pipy.testing.RawHttp2Peer.DATA;
import static dev.pipy.testing.RawHttp2Peer.END_HEADERS;
import static dev.pipy.testing.RawHttp2Peer.END_STREAM;
import static dev.pipy.testing.RawHttp2Peer.HEADERS;
import static dev.pipy.testing.RawHttp2Peer.PING;
import static dev.pipy.testing.RawHttp2Peer.PRIORITY;
import static dev.pipy.testing.RawHttp2Peer.RST_STREAM;
import static dev.pipy.testing.RawHttp2Peer.SETTINGS;
import static dev.pipy.testing.RawHttp2Peer.WINDOW_UPDATE;
import static dev.pipy.testing.RawHttp2Peer.frameOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawHttp2Peer;
import dev.pipy.testing.RunningDataPlane;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Clients that make work and bring nothing lose their connection, and nobody else does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2FloodTest {

  private static final int SETTINGS_TIMEOUT = 4;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int MANY = 20_000;

  private final RunningDataPlane proxy = new RunningDataPlane(1);

  @BeforeAll
  void start() throws Exception {
    proxy.activate(
        """
        pipy()
          .listen($PORT)
          .serveHTTP(msg => msg.head.path == '/never' ? new Promise(() => {}) : new Message('x'.repeat(100000)))
        """);
  }

  @AfterAll
  void stop() {
    proxy.close();
  }

  private RawHttp2Peer client() throws IOException {
    return RawHttp2Peer.client(proxy.port());
  }

  static Stream<Arguments> floods() {
    byte[] one = {0, 0, 0, 1};
    return Stream.of(
        Arguments.of("PING", frameOf(PING, 0, 0, new byte[8])),
        Arguments.of("PING acknowledged", frameOf(PING, 1, 0, new byte[8])),
        Arguments.of("SETTINGS", frameOf(SETTINGS, 0, 0)),
        Arguments.of("SETTINGS with many settings", frameOf(SETTINGS, 0, 0, new byte[16_380])),
        Arguments.of("SETTINGS acknowledged", frameOf(SETTINGS, 1, 0)),
        Arguments.of("PRIORITY", frameOf(PRIORITY, 0, 1, new byte[5])),
        Arguments.of("unknown frames", frameOf(99, 0, 0)),
        Arguments.of("WINDOW_UPDATE", frameOf(WINDOW_UPDATE, 0, 0, one)),
        Arguments.of("empty DATA", frameOf(DATA, 0, 1)),
        Arguments.of("padding alone", frameOf(DATA, 8, 1, (byte) 0)),
        Arguments.of("RST_STREAM on a closed stream", frameOf(RST_STREAM, 0, 3, one)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void ends_the_connection_that_floods(String what, byte[] frame) throws IOException {
    try (var other = client();
        var client = client()) {
      client.request(1, false, "POST", "/never").get(3, "/");
      client.number(RST_STREAM, 3, 8);

      // when
      client.flood(frame, MANY);

      // then
      assertThat(client.goAwayAndEnd()).as(what).isEqualTo(ENHANCE_YOUR_CALM);
      other.get(1, "/");
      assertThat(other.await(HEADERS).text()).contains("200");
    }
  }

  @Test
  void ends_the_connection_that_resets_its_streams_rapidly() throws IOException {
    try (var client = client()) {
      var block =
          client.block(":method", "GET", ":scheme", "http", ":path", "/never", ":authority", "h");
      // later blocks say the same through the table
      var again =
          client.block(":method", "GET", ":scheme", "http", ":path", "/never", ":authority", "h");
      var all = new ByteArrayOutputStream();
      for (int id = 1; id < 2000; id += 2) {
        all.writeBytes(frameOf(HEADERS, END_HEADERS | END_STREAM, id, id == 1 ? block : again));
        all.writeBytes(frameOf(RST_STREAM, 0, id, new byte[] {0, 0, 0, 8}));
      }
      client.flood(all.toByteArray(), 100);

      assertThat(client.goAwayAndEnd()).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void ends_the_connection_that_makes_us_reset_its_streams() throws IOException {
    try (var client = client()) {
      for (int id = 1; id < 600; id += 2) {
        client.request(id, false, "POST", "/never").number(WINDOW_UPDATE, id, 0);
      }

      assertThat(client.goAwayAndEnd()).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void lets_a_client_reset_streams_now_and_then() throws IOException {
    try (var client = client()) {
      for (int id = 1; id < 400; id += 4) {
        client.get(id, "/never").number(RST_STREAM, id, 8);
        client
            .get(id + 2, "/")
            .number(WINDOW_UPDATE, 0, 100_000)
            .number(WINDOW_UPDATE, id + 2, 50_000);
        assertThat(client.message(id + 2)).endsWith("xxx");
      }
    }
  }

  @Test
  void ends_the_connection_whose_header_block_never_ends() throws IOException {
    try (var client = client()) {
      client.frame(HEADERS, 0, 1);
      client.flood(frameOf(9, 0, 1, new byte[1000]), MANY);

      assertThat(client.goAwayAndEnd()).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void ends_the_connection_whose_header_block_comes_in_empty_pieces() throws IOException {
    try (var client = client()) {
      client.frame(HEADERS, 0, 1);
      client.flood(frameOf(9, 0, 1), MANY);

      assertThat(client.goAwayAndEnd()).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void ends_the_connection_that_takes_an_answer_byte_by_byte() throws IOException {
    try (var client = client()) {
      client.settings(4, 0).get(1, "/");
      client.flood(frameOf(WINDOW_UPDATE, 0, 1, new byte[] {0, 0, 0, 1}), MANY);

      assertThat(client.goAwayAndEnd()).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void ends_the_connection_whose_settings_do_not_come_in_time() {
    try (var bench = FilterBench.of(ServeHttp.SPEC, new Message(null, null))) {
      bench.feed(bench.data(RawHttp2Peer.PREFACE));
      bench.output().take();

      bench.host().advance(Duration.ofSeconds(11));

      // GOAWAY first, and the end when there was time to read it
      assertThat(bench.output().take())
          .singleElement()
          .asString()
          .endsWith("\0\0\0" + (char) SETTINGS_TIMEOUT + ")");
      bench.host().advance(Duration.ofSeconds(1));
      assertThat(bench.output().take()).containsExactly("streamEnd(ProtocolError)");
    }
  }

  @Test
  void ends_the_connection_whose_preface_does_not_come_in_time() {
    try (var bench = FilterBench.of(ServeHttp.SPEC, new Message(null, null))) {
      bench.feed(bench.data("PRI * HT"));
      assertThat(bench.output().take()).isEmpty();

      bench.host().advance(Duration.ofSeconds(11));

      assertThat(bench.output().take()).last().isEqualTo("streamEnd(ReadTimeout)");
    }
  }

  @Test
  void ends_the_connection_that_pings_and_takes_nothing() throws Exception {
    var message = new Message(null, Bytes.of("x".repeat(1000)));
    try (var bench = FilterBench.of(ServeHttp.SPEC, message)) {
      var opening = new ByteArrayOutputStream();
      opening.writeBytes(RawHttp2Peer.PREFACE.getBytes(StandardCharsets.US_ASCII));
      opening.writeBytes(frameOf(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0}));
      opening.writeBytes(frameOf(HEADERS, END_HEADERS | END_STREAM, 1, getOfRoot()));
      bench.feed(new Event.Data(Unpooled.wrappedBuffer(opening.toByteArray())));
      assertThat(bench.output().take()).isNotEmpty();

      for (int i = 0; i < 10; i++) {
        bench.host().advance(Duration.ofSeconds(5));
        bench.feed(new Event.Data(Unpooled.wrappedBuffer(frameOf(PING, 0, 0, new byte[8]))));
      }
      assertThat(bench.output().take())
          .as("after 50 s")
          .noneMatch(event -> event.startsWith("streamEnd"));
      bench.host().advance(Duration.ofSeconds(26));

      assertThat(bench.output().take())
          .last()
          .satisfiesAnyOf(
              event -> assertThat(event).isEqualTo("streamEnd(ProtocolError)"),
              event -> assertThat(event).endsWith("\0\0\0" + (char) ENHANCE_YOUR_CALM + ")"));
      bench.host().advance(Duration.ofSeconds(1));
    }
  }

  /// GET, http, / of the static table, and an authority.
  private static byte[] getOfRoot() {
    return new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'h'};
  }
}
