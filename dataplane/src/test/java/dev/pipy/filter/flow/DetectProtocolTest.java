package dev.pipy.filter.flow;

import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Bytes;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import dev.pipy.testing.TestPromise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DetectProtocolTest {

  private final List<@Nullable Object> told = new ArrayList<>();

  @Test
  void tells_once_before_the_deciding_event_goes_on() {
    try (var bench = detecting()) {
      bench.output().onEvent(told::add);
      bench.feed(bench.data("GET / HTTP"), bench.data("/1.1"), bench.data("\r\nGET / HTTP/1.1"));

      assertThat(told)
          .containsExactly("data(GET / HTTP)", "HTTP", "data(/1.1)", "data(\r\nGET / HTTP/1.1)");
    }
  }

  @Test
  void tells_nothing_of_what_it_does_not_know() {
    try (var bench = detecting()) {
      bench.feed(bench.data("hello"));

      assertThat(told).containsExactly("");
    }
  }

  @Test
  void decides_at_the_end_of_the_stream() {
    try (var bench = detecting()) {
      bench.feed(bench.data("GET"), streamEnd());

      assertThat(told).containsExactly("");
      assertThat(bench.output().events()).containsExactly("data(GET)", "streamEnd");
    }
  }

  @Test
  void decides_when_the_time_is_over() {
    var option = new TestObject(Map.of("timeout", 2.0));
    try (var bench = FilterBench.of(DetectProtocol.SPEC, TestFunction.doing(told::add), option)) {
      bench.feed(bench.data(""));
      bench.host().advance(Duration.ofMillis(1999));
      assertThat(told).isEmpty();

      bench.host().advance(Duration.ofMillis(1));
      bench.feed(bench.data("GET / HTTP/1.1"));

      assertThat(told).containsExactly("");
      assertThat(bench.output().events())
          .containsExactly("data()", "data()", "data(GET / HTTP/1.1)");
    }
  }

  @Test
  void puts_events_before_what_follows() {
    var promise = new TestPromise();
    try (var bench =
            FilterBench.of(DetectProtocol.SPEC, TestFunction.returning(Bytes.of("first ")));
        var later = FilterBench.of(DetectProtocol.SPEC, TestFunction.returning(promise));
        var other = FilterBench.of(DetectProtocol.SPEC, TestFunction.returning("TLS"))) {
      bench.feed(bench.data("x"));
      later.feed(later.data("x"), later.data("y"));
      other.feed(other.data("x"));
      assertThat(later.output().events()).isEmpty();
      promise.fulfil(Bytes.of("first "));

      assertThat(bench.output().events()).containsExactly("data(first )", "data(x)");
      assertThat(later.output().events()).containsExactly("data(first )", "data(x)", "data(y)");
      assertThat(other.output().events()).containsExactly("data(x)");
    }
  }

  private FilterBench detecting() {
    return FilterBench.of(DetectProtocol.SPEC, TestFunction.doing(told::add));
  }
}
