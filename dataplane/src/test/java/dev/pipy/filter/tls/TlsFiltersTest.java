package dev.pipy.filter.tls;

import static dev.pipy.testing.FilterBench.filter;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.tls.TlsBench.Engines;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout.Node;
import dev.pipy.pipeline.Stage;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestAuthority;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import dev.pipy.tls.TlsContexts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Both filters against each other, with every pair of engines.
final class TlsFiltersTest {

  private final List<String> seen = new ArrayList<>();

  static Stream<Engines> engines() {
    return TlsBench.allEngines().stream();
  }

  /// Answers each chunk with itself in brackets.
  private Node echo() {
    return filter((event, stage) -> {
      switch (event) {
        case Event.Data(ByteBuf bytes) -> {
          var text = bytes.toString(StandardCharsets.UTF_8);
          bytes.release();
          seen.add(text);
          if (!text.isEmpty()) {
            stage.emit(data("[" + text + "]"));
          }
        }
        case Event.StreamEnd(var error) -> {
          seen.add(error == null ? "end" : error.code());
          stage.emit(event);
        }
        case Event.MessageStart _, Event.MessageEnd _ -> {}
      }
    });
  }

  private static Event data(String text) {
    return new Event.Data(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void carries_bytes_both_ways_and_ends_in_order(Engines engines) {
    try (var tls = new TlsBench(engines)) {
      var bench = tls.build(echo());

      bench.feed(bench.data("hello"));
      bench.feed(bench.data("again"), streamEnd());

      assertThat(bench.output().events())
          .startsWith("data()", "data([hello])")
          .endsWith("streamEnd");
      assertThat(String.join("", bench.output().events())).contains("[again]");
      assertThat(seen).containsExactly("", "hello", "again", "end");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void settles_versions_within_the_limits(Engines engines) {
    for (var version : List.of("TLS1.2", "TLS1.3")) {
      try (var tls = new TlsBench(engines).client("maxVersion", version)) {
        var bench = tls.server("minVersion", version).build(echo());
        bench.feed(bench.data("hello"));
        assertThat(bench.output().events()).containsExactly("data()", "data([hello])");
      }
    }
    seen.clear();
    try (var tls = new TlsBench(engines).client("maxVersion", "TLS1.2")) {
      var bench = tls.server("minVersion", "TLS1.3").build(echo());
      bench.feed(bench.data("hello"));
      assertThat(bench.output().events()).containsExactly("streamEnd(Unauthorized)");
      assertThat(seen).containsExactly("Unauthorized");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void carries_large_chunks_whole(Engines engines) {
    var received = new long[2];
    var sink =
        filter((event, stage) -> {
          if (event instanceof Event.Data(ByteBuf bytes)) {
            while (bytes.isReadable()) {
              received[1] = received[1] * 31 + bytes.readByte();
              received[0]++;
            }
          }
          event.release();
        });
    try (var tls = new TlsBench(engines)) {
      var bench = tls.build(sink);
      long expected = 0;
      long size = 0;
      bench.feed(bench.data("x"));
      expected = expected * 31 + 'x';
      size++;
      for (int length : new int[] {1, 100, 16_383, 16_384, 16_385, 70_000, 1, 300_000, 5}) {
        var buffer = Unpooled.buffer(length);
        for (int i = 0; i < length; i++) {
          buffer.writeByte(i * 7);
          expected = expected * 31 + (byte) (i * 7);
        }
        size += length;
        bench.feed(new Event.Data(buffer));
      }

      assertThat(received).containsExactly(size, expected);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void works_with_bytes_that_come_one_by_one(Engines engines) {
    var splitter =
        filter((event, stage) -> {
          if (event instanceof Event.Data(ByteBuf bytes)) {
            while (bytes.isReadable()) {
              stage.emit(new Event.Data(bytes.readRetainedSlice(1)));
            }
            bytes.release();
          } else {
            stage.emit(event);
          }
        });
    try (var tls = new TlsBench(engines).wire(splitter)) {
      var bench = tls.build(echo());

      bench.feed(bench.data("hello"), streamEnd());

      assertThat(bench.output().events()).contains("data([hello])").endsWith("streamEnd");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refuses_a_server_of_another_name(Engines engines) {
    try (var tls = new TlsBench(engines).client("sni", "other.test")) {
      var bench = tls.build(echo());
      bench.feed(bench.data("secret"));
      assertThat(bench.output().events()).containsExactly("streamEnd(Unauthorized)");
      assertThat(seen).doesNotContain("secret");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refuses_a_server_of_an_unknown_issuer(Engines engines) {
    var stranger = TlsBench.trusting(new TestAuthority());
    for (var verify : List.of(true, "chain")) {
      try (var tls = new TlsBench(engines).client("trusted", stranger).client("verify", verify)) {
        var bench = tls.build(echo());
        bench.feed(bench.data("secret"));
        assertThat(bench.output().events()).containsExactly("streamEnd(Unauthorized)");
        assertThat(seen).doesNotContain("secret");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void verifies_no_more_than_the_script_asks_for(Engines engines) {
    try (var tls = new TlsBench(engines).client("sni", "other.test").client("verify", "chain")) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.output().events()).contains("data([a])");
    }
    var stranger = TlsBench.trusting(new TestAuthority());
    try (var tls =
        new TlsBench(engines)
            .client("sni", null)
            .client("trusted", stranger)
            .client("verify", false)) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.output().events()).contains("data([a])");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void demands_a_certificate_of_the_client(Engines engines) {
    var ours = TlsBench.identity(TlsBench.AUTHORITY.client("me"));
    var strange = TlsBench.identity(new TestAuthority().client("me"));
    var trusted = TlsBench.trusting(TlsBench.AUTHORITY);
    for (var version : List.of("TLS1.2", "TLS1.3")) {
      try (var tls = new TlsBench(engines).server("trusted", trusted)) {
        var bench = tls.client("maxVersion", version).client("certificate", ours).build(echo());
        bench.feed(bench.data("a"));
        assertThat(bench.output().events()).contains("data([a])");
      }
      seen.clear();
      try (var tls = new TlsBench(engines).server("trusted", trusted)) {
        var bench = tls.client("maxVersion", version).client("certificate", strange).build(echo());
        bench.feed(bench.data("a"));
        assertThat(bench.output().events()).endsWith("streamEnd(Unauthorized)");
        assertThat(seen).containsExactly("Unauthorized");
      }
      seen.clear();
      try (var tls = new TlsBench(engines).server("trusted", trusted)) {
        var bench = tls.client("maxVersion", version).build(echo());
        bench.feed(bench.data("a"));
        assertThat(bench.output().events()).endsWith("streamEnd(Unauthorized)");
        assertThat(seen).containsExactly("Unauthorized");
      }
      seen.clear();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void chooses_the_certificate_by_name(Engines engines) {
    var names = new ArrayList<@Nullable Object>();
    var other = TlsBench.identity(TlsBench.AUTHORITY.server("other.test"));
    var byName =
        TestFunction.of(name -> {
          names.add(String.valueOf(name));
          return "other.test".equals(name) ? other : null;
        });
    try (var tls = new TlsBench(engines).server("certificate", byName)) {
      var bench = tls.client("sni", "other.test").build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.output().events()).contains("data([a])");
    }
    assertThat(names).containsExactly("other.test");

    try (var tls = new TlsBench(engines).server("certificate", byName)) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.output().events()).containsExactly("streamEnd(Unauthorized)");
    }
    try (var tls = new TlsBench(engines).server("certificate", TestFunction.failing())) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void settles_a_protocol(Engines engines) {
    var settled = new ArrayList<@Nullable Object>();
    var handshake =
        TestFunction.doing(facts ->
            settled.add(facts instanceof Map<?, ?> map ? String.valueOf(map.get("alpn")) : facts));
    try (var tls = new TlsBench(engines).server("alpn", List.of("h2", "http/1.1"))) {
      var bench =
          tls.client("alpn", List.of("http/1.1", "h2"))
              .client("handshake", handshake)
              .server("handshake", handshake)
              .build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.context().upstreamProtocol()).isEqualTo("h2");
      assertThat(bench.context().downstreamProtocol()).isEqualTo("h2");
      assertThat(bench.context().copy().downstreamProtocol()).isEqualTo("h2");
      assertThat(bench.context().copy().upstreamProtocol()).isNull();
    }
    assertThat(settled).containsExactly("h2", "h2");

    try (var tls = new TlsBench(engines).server("alpn", "h2")) {
      var bench = tls.client("alpn", "http/1.1").build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.output().events()).containsExactly("streamEnd(Unauthorized)");
    }
    try (var tls = new TlsBench(engines).server("alpn", "h2")) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.context().downstreamProtocol()).isEmpty();
    }
    var last = TestFunction.of(names -> names instanceof List<?> list ? list.size() - 1 : null);
    try (var tls = new TlsBench(engines).server("alpn", last)) {
      var bench = tls.client("alpn", List.of("a", "b", "c")).build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.context().downstreamProtocol()).isEqualTo("c");
    }
  }

  /// Writes down what it is asked.
  private record Decision(boolean answer, List<String> asked) implements Callback {

    @Override
    public @Nullable Pending run(StreamContext context, @Nullable Object argument) {
      return null;
    }

    @Override
    public Object call(StreamContext context, @Nullable Object... arguments) {
      asked.add(arguments[0] + " " + arguments[1]);
      return answer;
    }

    @Override
    public boolean test(StreamContext context) {
      return answer;
    }

    @Override
    public String location() {
      return "test.js:1:1";
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void lets_a_function_decide_on_the_server(Engines engines) {
    var stranger = TlsBench.trusting(new TestAuthority());
    for (var version : List.of("TLS1.2", "TLS1.3")) {
      for (boolean answer : new boolean[] {true, false}) {
        for (var name : List.of("server.test", "other.test")) {
          for (boolean isKnown : new boolean[] {true, false}) {
            var trusted = isKnown ? TlsBench.trusting(TlsBench.AUTHORITY) : stranger;
            var asked = new ArrayList<String>();
            seen.clear();
            try (var tls = new TlsBench(engines).client("verify", new Decision(answer, asked))) {
              var bench =
                  tls.client("maxVersion", version)
                      .client("sni", name)
                      .client("trusted", trusted)
                      .build(echo());
              bench.feed(bench.data("secret"));
              boolean isOk = isKnown && name.equals("server.test");
              assertThat(asked).last().isEqualTo(isOk + " certificate of CN=server.test");
              if (answer) {
                assertThat(bench.output().events()).containsExactly("data()", "data([secret])");
              } else {
                assertThat(bench.output().events()).containsExactly("streamEnd(Unauthorized)");
                assertThat(seen).doesNotContain("secret");
              }
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void lets_a_function_decide_on_the_client(Engines engines) {
    var strange = TlsBench.identity(new TestAuthority().client("me"));
    var trusted = TlsBench.trusting(TlsBench.AUTHORITY);
    for (var version : List.of("TLS1.2", "TLS1.3")) {
      for (boolean answer : new boolean[] {true, false}) {
        var asked = new ArrayList<String>();
        seen.clear();
        try (var tls = new TlsBench(engines).server("onVerify", new Decision(answer, asked))) {
          var bench =
              tls.client("maxVersion", version)
                  .client("certificate", strange)
                  .server("trusted", trusted)
                  .build(echo());
          bench.feed(bench.data("a"));
          assertThat(asked).last().isEqualTo("false certificate of CN=me");
          if (answer) {
            assertThat(seen).containsExactly("", "a");
          } else {
            assertThat(seen).containsExactly("Unauthorized");
            assertThat(bench.output().events()).last().asString().startsWith("streamEnd(");
          }
        }
      }
      var ours = TlsBench.identity(TlsBench.AUTHORITY.client("us"));
      var known = new ArrayList<String>();
      try (var tls = new TlsBench(engines).server("verify", new Decision(true, known))) {
        var bench =
            tls.client("maxVersion", version)
                .client("certificate", ours)
                .server("trusted", trusted)
                .build(echo());
        bench.feed(bench.data("a"));
        assertThat(known).last().isEqualTo("true certificate of CN=us");
      }
      seen.clear();
      try (var tls = new TlsBench(engines).server("verify", TestFunction.returning(true))) {
        var bench = tls.client("maxVersion", version).build(echo());
        bench.feed(bench.data("a"));
        assertThat(seen).as("without a certificate").containsExactly("Unauthorized");
      }
    }
    try (var tls = new TlsBench(engines).client("verify", TestFunction.returning("yes"))) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void tells_a_script_how_far_the_connection_is(Engines engines) {
    var states = new ArrayList<String>();
    var onState =
        TestFunction.doing(session -> {
          if (session instanceof Map<?, ?> map) {
            states.add(
                map.get("state")
                    + " "
                    + map.get("protocol")
                    + " "
                    + map.get("hostname")
                    + " "
                    + map.get("peer")
                    + (map.get("error") == null ? "" : " failed"));
          }
        });
    try (var tls = new TlsBench(engines).client("onState", onState)) {
      var bench = tls.client("alpn", "h2").server("alpn", "h2").build(echo());
      bench.feed(bench.data("a"), streamEnd());
    }
    assertThat(states)
        .containsExactly(
            "handshake null server.test null",
            "connected h2 server.test certificate of CN=server.test",
            "closed h2 server.test certificate of CN=server.test");
    states.clear();
    try (var tls = new TlsBench(engines).server("onState", onState)) {
      var bench = tls.client("sni", "other.test").build(echo());
      bench.feed(bench.data("a"));
    }
    assertThat(states)
        .containsExactly("handshake null other.test null", "closed null other.test null failed");
    try (var tls = new TlsBench(engines).server("onState", TestFunction.failing())) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void tells_an_end_that_may_be_a_truncation(Engines engines) {
    var cut = new ArrayList<Stage>();
    var wire =
        filter((event, stage) -> {
          if (cut.isEmpty()) {
            cut.add(stage);
          }
          stage.emit(event);
        });
    try (var tls = new TlsBench(engines).wire(wire)) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      cut.getFirst().emit(Event.StreamEnd.CLEAN);
      bench.host().runLoop();

      assertThat(seen).endsWith("a", "ReadError");
      // the server's answer to that is the end of its own output, with an error and no close_notify
      assertThat(bench.output().events()).last().asString().startsWith("streamEnd(ReadError");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void answers_after_the_end_of_the_question(Engines engines) {
    var server = new Stage[1];
    var late =
        filter((event, stage) -> {
          server[0] = stage;
          seen.add(event instanceof Event.StreamEnd end ? "end " + end.error() : "data");
          event.release();
        });
    try (var tls = new TlsBench(engines)) {
      var bench = tls.build(late);
      bench.feed(bench.data("a"));
      bench.feed(bench.data("xy")); // as long as a close_notify
      bench.feed(streamEnd());
      assertThat(seen).containsExactly("data", "data", "data", "end null");

      for (int i = 0; i < 3; i++) {
        server[0].emit(data("answer " + i));
        bench.host().runLoop();
      }
      server[0].emit(Event.StreamEnd.CLEAN);
      bench.host().runLoop();

      assertThat(bench.output().events())
          .containsExactly(
              "data()", "data(answer 0)", "data(answer 1)", "data(answer 2)", "streamEnd");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void takes_no_more_input_than_what_it_leads_to(Engines engines) {
    var takes = new boolean[] {true};
    var server = new Pipeline[1];
    var choosy =
        new Node(
            "test",
            "test.js:1:1",
            () ->
                new Filter() {
                  @Override
                  public void handle(Event event, Stage stage) {
                    event.release();
                  }

                  @Override
                  public boolean takesInput() {
                    return takes[0];
                  }
                },
            List.of());
    var wire =
        filter((event, stage) -> {
          server[0] = stage.pipeline();
          stage.emit(event);
        });
    try (var tls = new TlsBench(engines).wire(wire)) {
      var bench = tls.build(choosy);
      bench.feed(bench.data("a"));
      assertThat(server[0].takesInput()).isTrue();
      takes[0] = false;
      assertThat(server[0].takesInput()).isFalse();
      takes[0] = true;
      bench.feed(new Event.StreamEnd(StreamError.READ_ERROR));
      assertThat(server[0].takesInput()).as("of a connection that failed").isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void takes_an_end_before_its_own_for_both_below_version_1_3(Engines engines) {
    try (var tls = new TlsBench(engines).client("maxVersion", "TLS1.2")) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      bench.feed(bench.data("xy"), streamEnd());
      assertThat(bench.output().events()).endsWith("data([xy])", "streamEnd");
      assertThat(seen).endsWith("xy", "end");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void ends_without_a_word_when_the_stream_failed(Engines engines) {
    try (var tls = new TlsBench(engines)) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      bench.feed(new Event.StreamEnd(StreamError.IDLE_TIMEOUT));

      assertThat(seen).endsWith("a", "IdleTimeout");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refuses_what_is_no_tls(Engines engines) {
    var plain =
        filter((event, stage) -> {
          event.release();
          stage.emit(data("GET / HTTP/1.1\r\n\r\n"));
        });
    try (var tls = new TlsBench(engines).wire(plain)) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      assertThat(seen).containsExactly("Unauthorized");
      assertThat(bench.output().events()).containsExactly("streamEnd(Unauthorized)");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void fails_on_bytes_that_were_changed_on_the_way(Engines engines) {
    var count = new int[1];
    var change =
        filter((event, stage) -> {
          if (event instanceof Event.Data(ByteBuf bytes) && count[0]++ > 2) {
            int last = bytes.writerIndex() - 1;
            bytes.setByte(last, bytes.getByte(last) ^ 1);
          }
          stage.emit(event);
        });
    try (var tls = new TlsBench(engines).client("maxVersion", "TLS1.2").wire(change)) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      bench.feed(bench.data("b"));
      bench.feed(bench.data("c"));
      assertThat(seen).doesNotContain("c");
      assertThat(bench.output().events()).last().asString().startsWith("streamEnd(");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void gives_a_handshake_that_stands_still_up(Engines engines) {
    var nowhere = filter((event, stage) -> event.release());
    try (var tls = new TlsBench(engines).wire(nowhere)) {
      var bench = tls.build(echo());
      bench.feed(bench.data("a"));
      assertThat(bench.output().events()).isEmpty();

      bench.host().advance(Duration.ofSeconds(31));

      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionTimeout)");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void bounds_what_waits_for_the_handshake(Engines engines) {
    var nowhere = filter((event, stage) -> event.release());
    try (var tls = new TlsBench(engines).wire(nowhere)) {
      var bench = tls.build(echo());
      var chunk = "x".repeat(50_000);
      bench.feed(bench.data(chunk));
      assertThat(bench.source().pauses()).isZero();
      bench.feed(bench.data(chunk));
      assertThat(bench.source().pauses()).isOne();
      for (int i = 0; i < 25; i++) {
        bench.feed(bench.data(chunk));
      }
      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
      assertThat(bench.source().pauses()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void passes_on_why_there_was_no_connection(Engines engines) {
    var refused =
        filter((event, stage) -> {
          event.release();
          stage.emit(new Event.StreamEnd(StreamError.CONNECTION_REFUSED));
        });
    try (var contexts = new TlsContexts(engines.client(), Runnable::run);
        var bench = new FilterBench()) {
      bench.host().offer(TlsContexts.class, contexts);
      bench.linker().define("server", refused);
      bench.build(
          bench
              .linker()
              .node(ConnectTls.SPEC, "server", new TestObject(Map.of("sni", "server.test"))));
      bench.feed(bench.data("a"));
      assertThat(bench.output().events()).containsExactly("streamEnd(ConnectionRefused)");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void says_what_is_wrong_with_its_options(Engines engines) {
    refused(new TlsBench(engines).client("sni", null), "options.sni: missing (expected: the name");
    refused(new TlsBench(engines).client("verify", "yes"), "options.verify expects true, false");
    refused(
        new TlsBench(engines).server("dhparam", "-----BEGIN DH PARAMETERS-----"),
        "options.dhparam expects 'auto': groups for key exchange come with the engine");
    refused(new TlsBench(engines).server("certificate", null), "options.certificate expects");
    refused(new TlsBench(engines).server("trusted", "x"), "options.trusted expects an array");
    refused(new TlsBench(engines).server("alpn", ""), "options.alpn expects");
    refused(new TlsBench(engines).server("minVersion", "SSL3"), "options.minVersion expects");
    refused(
        new TlsBench(engines).server("minVersion", "TLS1.3").server("maxVersion", "TLS1.2"),
        "options.minVersion: TLS1.3 (expected: not above maxVersion, TLS1.2)");
    var mixed =
        new HashMap<String, @Nullable Object>(TlsBench.identity(TlsBench.SERVER).properties());
    mixed.put("key", TlsBench.identity(TlsBench.AUTHORITY.server("x")).properties().get("key"));
    refused(
        new TlsBench(engines).server("certificate", new TestObject(mixed)),
        "options: key does not belong to certificate of CN=server.test");
  }

  private void refused(TlsBench bench, String message) {
    try (bench) {
      assertThatThrownBy(() -> bench.build(echo()))
          .isInstanceOf(ArgumentException.class)
          .hasMessageContaining(message);
    }
  }
}
