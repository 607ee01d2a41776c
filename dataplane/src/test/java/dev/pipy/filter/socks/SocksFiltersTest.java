package dev.pipy.filter.socks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import dev.pipy.testing.TestPromise;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `acceptSOCKS` and `connectSOCKS`.
class SocksFiltersTest {

  private static final String CONNECT_5 = "05010005010001" + "0a000102" + "1f90";

  private final List<String> arguments = new ArrayList<>();

  /// A function that writes down what it is called with.
  private Callback function(@Nullable Object result) {
    return new Callback() {
      @Override
      public @Nullable Pending run(StreamContext context, @Nullable Object argument) {
        throw new IllegalStateException("called for effect");
      }

      @Override
      public @Nullable Object call(StreamContext context, @Nullable Object... called) {
        arguments.add(Arrays.toString(called));
        return result;
      }

      @Override
      public boolean test(StreamContext context) {
        throw new IllegalStateException("called as a test");
      }

      @Override
      public String location() {
        return "test.js:1:1";
      }
    };
  }

  private static Event hex(String hex) {
    return new Event.Data(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
  }

  /// A pipeline that gives back all it gets, in brackets.
  private static FilterBench accepting(Callback handler, @Nullable Object options) {
    var bench = new FilterBench();
    bench
        .linker()
        .define(
            "tunnel",
            FilterBench.filter((event, stage) -> {
              if (event instanceof Event.Data(ByteBuf bytes)) {
                var text = "[" + ByteBufUtil.hexDump(bytes) + "]";
                bytes.release();
                stage.emit(new Event.Data(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
              } else {
                stage.emit(event);
              }
            }));
    return bench.build(bench.linker().node(AcceptSocks.SPEC, "tunnel", handler, options));
  }

  private static String joined(FilterBench bench) {
    var text = new StringBuilder();
    for (var event : bench.output().take()) {
      text.append(event.startsWith("data(") ? event.substring(5, event.length() - 1) : event);
    }
    return text.toString();
  }

  @Test
  void accepts_a_client_and_feeds_the_rest_to_the_pipeline() {
    try (var bench = accepting(function(true), null)) {
      bench.feed(hex("0401" + "1f90" + "0a000102" + "6d6500" + "abcd"), hex("ef"));

      assertThat(arguments).containsExactly("[10.0.1.2, 8080, me]");
      assertThat(joined(bench)).isEqualTo("\0Z\0\0\0\0\0\0[][abcd][ef]");
      bench.feed(FilterBench.streamEnd());
      assertThat(joined(bench)).isEqualTo("streamEnd");
    }
  }

  @Test
  void refuses_a_client_and_ends_the_stream_in_order() {
    try (var bench = accepting(function(false), null)) {
      bench.feed(hex(CONNECT_5 + "abcd"), hex("ef"));

      assertThat(joined(bench)).isEqualTo("\5\0" + "\5\2\0\1\0\0\0\0\0\0" + "streamEnd");
      assertThat(bench.pipeline().takesInput()).isFalse();
    }
  }

  @Test
  void ends_the_stream_of_what_is_no_socks() {
    try (var bench = accepting(function(true), null)) {
      bench.feed(bench.data("GET / HTTP/1.1\r\n"));

      assertThat(joined(bench)).isEqualTo("streamEnd(ProtocolError)");
    }
  }

  @Test
  void waits_for_promises() {
    var checked = new TestPromise();
    var granted = new TestPromise();
    var options = new TestObject(Map.of("authenticate", function(checked)));
    try (var bench = accepting(function(granted), options)) {
      bench.feed(hex("050102" + "0101610162" + CONNECT_5.substring(6) + "ab"), hex("cd"));
      assertThat(joined(bench)).isEqualTo("\5\2");
      checked.fulfil(true);
      assertThat(joined(bench)).isEqualTo("\1\0");
      granted.fulfil(true);
      assertThat(joined(bench)).isEqualTo("\5\0\0\1\0\0\0\0\0\0" + "[][ab][cd]");
      assertThat(arguments).containsExactly("[a, b]", "[10.0.1.2, 8080, a]");
    }
  }

  @Test
  void refuses_a_wrong_password() {
    var options = new TestObject(Map.of("authenticate", function(null)));
    try (var bench = accepting(function(true), options)) {
      bench.feed(hex("050102" + "0101610162" + CONNECT_5.substring(6)));

      assertThat(joined(bench)).isEqualTo("\5\2\1\1streamEnd");
    }
  }

  @Test
  void ends_the_stream_when_the_function_fails() {
    try (var bench = accepting(TestFunction.failing(), null)) {
      bench.feed(hex(CONNECT_5));

      assertThat(joined(bench)).isEqualTo("\5\0streamEnd(RuntimeError)");
    }
  }

  @Test
  void waits_no_longer_than_said() {
    try (var bench = accepting(function(true), new TestObject(Map.of("handshakeTimeout", 3)))) {
      bench.feed(hex("05"));
      bench.host().advance(Duration.ofMillis(2900));
      assertThat(joined(bench)).isEmpty();
      bench.host().advance(Duration.ofMillis(200));
      assertThat(joined(bench)).isEqualTo("streamEnd(ReadTimeout)");
    }
    try (var bench = accepting(function(true), new TestObject(Map.of("handshakeTimeout", 3)))) {
      bench.feed(hex(CONNECT_5));
      joined(bench);
      bench.host().advance(Duration.ofSeconds(10));
      assertThat(joined(bench)).isEmpty();
    }
  }

  private final List<String> sent = new ArrayList<>();

  /// A proxy that answers what it gets with what a test says, one after the other.
  private FilterBench connecting(String target, String... answers) {
    return connecting(new TestObject(Map.of()), target, answers);
  }

  private FilterBench connecting(TestObject options, String target, String... answers) {
    var bench = new FilterBench();
    var next = new int[1];
    bench
        .linker()
        .define(
            "proxy",
            FilterBench.filter((event, stage) -> {
              if (event instanceof Event.Data(ByteBuf bytes)) {
                sent.add(ByteBufUtil.hexDump(bytes));
                bytes.release();
                if (next[0] < answers.length) {
                  var answer = answers[next[0]++];
                  stage.emit(answer.equals("end") ? Event.StreamEnd.CLEAN : hex(answer));
                }
              } else {
                stage.emit(event);
              }
            }));
    return bench.build(bench.linker().node(ConnectSocks.SPEC, "proxy", target, options));
  }

  @Test
  void connects_and_holds_input_until_the_tunnel_stands() {
    try (var bench = connecting("a.test:80", "0500", "05000001000000000000" + "6869", "6f6b")) {
      bench.feed(hex("ab"), hex("cd"));

      assertThat(sent).containsExactly("050100", "0501000306612e746573740050", "ab", "cd");
      assertThat(joined(bench)).isEqualTo("hiok");
      bench.feed(FilterBench.streamEnd());
      assertThat(joined(bench)).isEqualTo("streamEnd");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "05ff, x, Unauthorized",
    "0500, 0505, ConnectionRefused",
    "0500, 0500000200, ReadError",
    "48, x, ProtocolError",
    "end, x, ConnectionRefused",
    "0500, end, ConnectionRefused",
  })
  void ends_the_stream_when_the_proxy_refuses(String first, String second, String error) {
    try (var bench = connecting("a.test:80", first, second)) {
      bench.feed(hex("ab"), hex("cd"));

      assertThat(joined(bench)).isEqualTo("streamEnd(" + error + ")");
      assertThat(sent).doesNotContain("ab");
    }
  }

  @Test
  void ends_the_stream_when_the_target_is_none() {
    for (var target : List.of("nonsense", "x".repeat(256) + ":80")) {
      try (var bench = connecting(target)) {
        bench.feed(hex("ab"));

        assertThat(joined(bench)).isEqualTo("streamEnd(CannotResolve)");
      }
    }
  }

  private static TestObject credentials(Object username, Object password) {
    return new TestObject(Map.of("username", username, "password", password));
  }

  @Test
  void says_a_password_to_a_proxy_that_wants_one() {
    var granted = new String[] {"0502", "0100", "05000001000000000000", "6f6b"};
    for (Object username : List.of("me", TestFunction.returning("me"))) {
      sent.clear();
      try (var bench = connecting(credentials(username, "secret"), "a.test:80", granted)) {
        bench.feed(hex("ab"));

        assertThat(sent)
            .containsExactly(
                "05020002", "01026d6506736563726574", "0501000306612e746573740050", "ab");
        assertThat(joined(bench)).isEqualTo("ok");
      }
    }
  }

  @Test
  void says_no_password_to_a_proxy_that_wants_none() {
    try (var bench =
        connecting(credentials("me", "secret"), "a.test:80", "0500", "05000001000000000000")) {
      bench.feed(hex("ab"));

      assertThat(sent).containsExactly("05020002", "0501000306612e746573740050", "ab");
    }
    sent.clear();
    var nobody = TestFunction.returning(null);
    try (var bench = connecting(credentials(nobody, nobody), "a.test:80", "0502")) {
      bench.feed(hex("ab"));

      assertThat(sent).containsExactly("050100");
      assertThat(joined(bench)).isEqualTo("streamEnd(Unauthorized)");
    }
  }

  @Test
  void ends_the_stream_when_the_proxy_wants_another_password() {
    try (var bench = connecting(credentials("me", "wrong"), "a.test:80", "0502", "0101")) {
      bench.feed(hex("ab"));

      assertThat(joined(bench)).isEqualTo("streamEnd(Unauthorized)");
      assertThat(sent).doesNotContain("ab");
    }
  }

  @Test
  void refuses_passwords_that_cannot_be_said() {
    for (var options :
        List.of(
            new TestObject(Map.of("username", "me")),
            new TestObject(Map.of("password", "secret")),
            credentials("me", ""),
            credentials("me", "secret".repeat(50)),
            credentials("me", 5))) {
      assertThatThrownBy(() -> connecting(options, "a.test:80"))
          .isInstanceOf(ArgumentException.class)
          .hasMessageStartingWith("options.")
          .hasMessageNotContaining("secret");
    }
    for (var result : List.of("", 5, true)) {
      var options = credentials("me", TestFunction.returning(result));
      try (var bench = connecting(options, "a.test:80")) {
        bench.feed(hex("ab"));
        assertThat(joined(bench)).isEqualTo("streamEnd(RuntimeError)");
      }
    }
  }

  @Test
  void pauses_the_source_and_bounds_what_waits() {
    try (var bench = connecting("a.test:80")) {
      bench.feed(new Event.Data(Unpooled.buffer().writeZero(100 << 10)));
      assertThat(bench.source().pauses()).isEqualTo(1);
      bench.feed(new Event.Data(Unpooled.buffer().writeZero(1 << 20)));
      bench.feed(hex("ab"));
      assertThat(joined(bench)).isEqualTo("streamEnd(BufferOverflow)");
      assertThat(bench.source().pauses()).isZero();
    }
  }

  @Test
  void waits_no_longer_than_said_for_the_proxy() {
    try (var bench = connecting("a.test:80")) {
      bench.feed(hex("ab"));
      bench.host().advance(Duration.ofSeconds(61));
      assertThat(joined(bench)).isEqualTo("streamEnd(ConnectionTimeout)");
    }
  }

  @Test
  void passes_the_failure_on_the_way_to_the_proxy() {
    try (var bench = new FilterBench()) {
      bench
          .linker()
          .define(
              "proxy",
              FilterBench.filter((event, stage) -> {
                event.release();
                stage.emit(new Event.StreamEnd(StreamError.CONNECTION_REFUSED));
              }));
      bench.build(bench.linker().node(ConnectSocks.SPEC, "proxy", "a.test:80"));
      bench.feed(hex("ab"));

      assertThat(joined(bench)).isEqualTo("streamEnd(ConnectionRefused)");
    }
  }

  @Test
  void asks_with_an_object_where_the_function_is_written_for_one() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy({ _asked: '' })
            .listen('127.0.0.1:$PORT')
            .acceptSOCKS(target => (_asked = JSON.stringify(target), true)).to('answer')
            .listen('127.0.0.1:$PORT2')
            .acceptSOCKS('answer', ({ domain, ip, port, id }) => (
              _asked = [domain, ip, port, id].join(' '),
              true
            ))
            .listen('127.0.0.1:$PORT3')
            .acceptSOCKS('answer', host => (_asked = host, true))

            .pipeline('answer')
            .replaceData(data => data.size > 0 ? new Data(_asked + ';') : null)
          """);
      var name = "\5\1\0" + "\5\1\0\3\1a\0P";
      var address = "\4\1\0P" + "\12\0\0\1" + "me\0";
      var reply5 = "\5\0" + "\5\0\0\1\0\0\0\0\0\0";
      var reply4 = "\0Z\0\0\0\0\0\0";

      assertThat(asked(plane.port(), name, reply5)).isEqualTo("{\"domain\":\"a\",\"port\":80}");
      assertThat(asked(plane.port(), address, reply4))
          .isEqualTo("{\"ip\":\"10.0.0.1\",\"port\":80,\"id\":\"me\"}");
      assertThat(asked(plane.port2(), name, reply5)).isEqualTo("a  80 ");
      assertThat(asked(plane.port2(), address, reply4)).isEqualTo(" 10.0.0.1 80 me");
      assertThat(asked(plane.port3(), name, reply5)).isEqualTo("a");
    }
  }

  private static String asked(int port, String handshake, String reply) throws IOException {
    try (var client = new RawClient(port).send(handshake + "x")) {
      assertThat(client.read(reply.length())).isEqualTo(reply);
      return client.until(";").replace(";", "");
    }
  }
}
