package dev.pipy.filter.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.pipeline.Callback;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import dev.pipy.testing.TestPromise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `acceptProxyProtocol` and `connectProxyProtocol`.
class ProxyProtocolFiltersTest {

  private static final String LINE = "PROXY TCP4 10.0.0.1 10.0.0.2 40000 443\r\n";

  private final List<@Nullable Object> seen = new ArrayList<>();

  private static FilterBench accepting(Callback handler) {
    var bench = new FilterBench();
    bench.linker().define("next", FilterBench.filter((event, stage) -> stage.emit(event)));
    return bench.build(bench.linker().node(AcceptProxyProtocol.SPEC, "next", handler));
  }

  private Callback function(@Nullable Object result) {
    return TestFunction.of(argument -> {
      seen.add(argument);
      return result;
    });
  }

  @Test
  void tells_the_function_and_feeds_the_rest_to_the_pipeline() {
    try (var bench = accepting(function(true))) {
      bench.feed(bench.data(LINE.substring(0, 10)), bench.data(LINE.substring(10) + "hi"));
      bench.feed(bench.data("ho"), FilterBench.streamEnd());

      assertThat(seen)
          .containsExactly(
              Map.of(
                  "version",
                  1,
                  "protocol",
                  "TCP4",
                  "sourceAddress",
                  "10.0.0.1",
                  "sourcePort",
                  40000,
                  "targetAddress",
                  "10.0.0.2",
                  "targetPort",
                  443));
      assertThat(bench.output().events())
          .containsExactly("data()", "data(hi)", "data(ho)", "streamEnd");
    }
  }

  @Test
  void ends_the_stream_when_the_function_does_not_agree() {
    try (var bench = accepting(function(null))) {
      bench.feed(bench.data(LINE + "hi"), bench.data("ho"));

      assertThat(bench.output().events()).containsExactly("streamEnd");
      assertThat(bench.pipeline().takesInput()).isFalse();
    }
  }

  @Test
  void waits_for_a_promise() {
    var promise = new TestPromise();
    try (var bench = accepting(function(promise))) {
      bench.feed(bench.data(LINE + "hi"), bench.data("ho"));
      assertThat(bench.output().events()).isEmpty();
      promise.fulfil(true);
      assertThat(bench.output().events()).containsExactly("data()", "data(hi)", "data(ho)");
    }
  }

  @Test
  void ends_the_stream_at_what_is_no_header() {
    try (var bench = accepting(function(true))) {
      bench.feed(bench.data("GET / HTTP/1.1\r\n"));
      assertThat(bench.output().events()).containsExactly("streamEnd(ProtocolError)");
    }
    try (var bench = accepting(function(true))) {
      bench.feed(bench.data("PROXY TCP4"), FilterBench.streamEnd());
      assertThat(bench.output().events()).containsExactly("streamEnd(ProtocolError)");
    }
    try (var bench = accepting(function(true))) {
      bench.feed(FilterBench.streamEnd());
      assertThat(bench.output().events()).containsExactly("streamEnd");
    }
    assertThat(seen).isEmpty();
  }

  @Test
  void waits_no_longer_than_ten_seconds() {
    try (var bench = accepting(function(true))) {
      bench.feed(bench.data("PROXY"));
      bench.host().advance(Duration.ofSeconds(11));
      assertThat(bench.output().events()).containsExactly("streamEnd(ReadTimeout)");
    }
  }

  private static FilterBench connecting(Object header) {
    var bench = new FilterBench();
    bench.linker().define("next", FilterBench.filter((event, stage) -> stage.emit(event)));
    return bench.build(bench.linker().node(ConnectProxyProtocol.SPEC, "next", header));
  }

  private static TestObject object(String source, String target) {
    return new TestObject(
        Map.of(
            "sourceAddress",
            source,
            "sourcePort",
            40000,
            "targetAddress",
            target,
            "targetPort",
            443));
  }

  @Test
  void sends_a_header_ahead() {
    try (var bench = connecting(object("10.0.0.1", "10.0.0.2"))) {
      bench.feed(bench.data("hi"), bench.data("ho"), FilterBench.streamEnd());

      assertThat(bench.output().events())
          .containsExactly("data(" + LINE + ")", "data(hi)", "data(ho)", "streamEnd");
    }
  }

  @Test
  void sends_no_header_ahead_of_nothing() {
    try (var bench = connecting(object("10.0.0.1", "10.0.0.2"))) {
      bench.feed(FilterBench.streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd");
    }
  }

  @Test
  void refuses_fields_that_no_header_can_be_made_of() {
    var bad = new TestObject(Map.of("protocol", "TCP4"));
    assertThatThrownBy(() -> connecting(bad))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("header.sourceAddress: missing (expected: an address for TCP4)");
    for (var result : List.of(bad, "text")) {
      try (var bench = connecting(TestFunction.returning(result))) {
        bench.feed(bench.data("hi"));
        assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void goes_through_from_one_to_the_other(int version) throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy({ _header: null })
            .listen('127.0.0.1:$PORT')
            .connectProxyProtocol('next', () => ({
              version: VERSION,
              sourceAddress: '10.0.0.1', sourcePort: 40000,
              targetAddress: '10.0.0.2', targetPort: 443,
            }))
            .pipeline('next').connect('127.0.0.1:$PORT2')

            .listen('127.0.0.1:$PORT2')
            .acceptProxyProtocol(header => (_header = header, true)).to($=>$
              .replaceData(data => new Data(data.toString() + JSON.stringify(_header)))
            )
          """
              .replace("VERSION", "" + version));
      try (var client = new RawClient(plane.port())) {
        client.send("hi").endOutput();
        assertThat(client.rest())
            .isEqualTo(
                "hi{\"version\":"
                    + version
                    + (version == 2 ? ",\"command\":\"PROXY\"" : "")
                    + ",\"protocol\":\"TCP4\",\"sourceAddress\":\"10.0.0.1\",\"sourcePort\":40000"
                    + ",\"targetAddress\":\"10.0.0.2\",\"targetPort\":443}");
      }
    }
  }
}
