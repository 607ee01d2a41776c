package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RecordingOutput;
import dev.pipy.testing.TestContext;
import dev.pipy.testing.TestObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When a connection takes no more requests, and how much it keeps.
class HttpServerBoundsTest {

  private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

  private final Peers requests = new Peers();
  private final FilterBench bench = new FilterBench();

  @AfterEach
  void nothing_is_held() {
    bench.close();
  }

  private void build() {
    bench.linker().define("request", requests.node());
    bench.build(bench.linker().node(DemuxHttp.SPEC, "request"));
  }

  private String received() {
    return DemuxHttpTest.wire(bench.output().take());
  }

  private static ResponseHead ok() {
    return new ResponseHead(200, "OK", "HTTP/1.1", new HttpHeaders());
  }

  @Test
  void closes_after_the_answer_to_a_request_whose_body_is_malformed() {
    build();

    bench.feed(
        bench.data("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"));

    assertThat(received())
        .startsWith("HTTP/1.1 400 ")
        .contains("connection: close")
        .endsWith("<streamEnd>");
  }

  @Test
  void begins_no_request_behind_the_last_answer() {
    // given: what answers at once
    var begun = new ArrayList<String>();
    bench
        .linker()
        .define(
            "request",
            FilterBench.filter((event, stage) -> {
              event.release();
              if (event instanceof Event.MessageEnd) {
                begun.add("request");
                stage.emit(new Event.MessageStart(ok(), 0));
                stage.emit(Event.MessageEnd.PLAIN);
              }
            }));
    bench.build(
        bench.linker().node(DemuxHttp.SPEC, "request", new TestObject(Map.of("maxMessages", 1))));

    // when
    bench.feed(bench.data(GET + GET));

    // then
    assertThat(begun).isEqualTo(List.of("request"));
    assertThat(received()).contains("connection: close").endsWith("<streamEnd>");
  }

  @Test
  void stops_reading_what_comes_before_a_tunnel_stands() {
    // given
    build();
    bench.feed(bench.data("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n"));

    // when
    bench.feed(bench.data("x".repeat(70_000)));

    // then
    assertThat(bench.source().pauses()).isEqualTo(1);
    requests.get(0).answer(ok(), "");
    assertThat(bench.source().pauses()).isZero();
    assertThat(requests.get(0).take()).endsWith("x".repeat(70_000));
  }

  @Test
  void answers_500_when_the_context_of_a_request_cannot_be_made() {
    // given
    build();
    var output = new RecordingOutput();
    StreamContext broken =
        new TestContext() {
          @Override
          public TestContext copy() {
            throw new CallFailure("no context");
          }
        };
    var pipeline = bench.pipeline().layout().open(broken, output);

    // when: what is read is given back once, whatever happens
    bench.feed(pipeline, bench.data(GET), bench.data(GET));

    // then
    assertThat(DemuxHttpTest.wire(output.take()).split("500 Internal", -1)).hasSize(3);
    pipeline.close();
  }

  @Test
  void reads_only_so_much_behind_the_last_request() {
    // given
    build();
    bench.feed(bench.data("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));

    // when
    bench.feed(bench.data("x".repeat(70_000)));

    // then
    assertThat(bench.source().pauses()).isEqualTo(1);
    requests.get(0).answer(ok(), "");
    assertThat(received()).endsWith("<streamEnd>");
    assertThat(bench.source().pauses()).isZero();
    assertThat(bench.pipeline().takesInput()).isFalse();
  }

  @Test
  void closes_after_an_answer_that_did_not_wait_for_the_expected_body() {
    // given: a client that sends its body only after a 100
    build();
    bench.feed(
        bench.data(
            """
            POST / HTTP/1.1
            Host: h
            Content-Length: 5
            Expect: 100-continue

            """
                .replace("\n", "\r\n")));

    // when
    requests.get(0).answer(ok(), "no");

    // then: whether the body still comes cannot be told from the next request
    assertThat(received()).contains("connection: close").endsWith("no<streamEnd>");
  }

  @Test
  void answers_408_to_a_head_that_does_not_end() {
    // given
    build();
    bench.feed(bench.data("GET / HTTP/1.1\r\nHo"));

    // when: it goes on, but too slowly
    bench.host().advance(Duration.ofSeconds(59));
    bench.feed(bench.data("st: h\r\n"));
    assertThat(received()).isEmpty();
    bench.host().advance(Duration.ofSeconds(2));

    // then
    assertThat(received())
        .startsWith("HTTP/1.1 408 ")
        .contains("connection: close")
        .endsWith("<streamEnd>");
  }

  @Test
  void gives_each_head_its_own_time_and_bodies_none() {
    // given
    build();
    bench.feed(bench.data("POST / HTTP/1.1\r\n"));
    bench.host().advance(Duration.ofSeconds(50));

    // when
    bench.feed(bench.data("Host: h\r\nContent-Length: 2\r\n\r\n1"));
    bench.host().advance(Duration.ofSeconds(100));
    bench.feed(bench.data("2GET /2 HTTP/1.1\r\n"));
    bench.host().advance(Duration.ofSeconds(50));
    bench.feed(bench.data("Host: h\r\n\r\n"));

    // then
    requests.get(0).answer(ok(), "one");
    requests.get(1).answer(ok(), "two");
    assertThat(received()).contains("one").endsWith("two");
  }

  @Test
  void waits_for_ever_if_told_so() {
    // given
    bench.linker().define("request", requests.node());
    bench.build(
        bench.linker().node(DemuxHttp.SPEC, "request", new TestObject(Map.of("headerTimeout", 0))));
    bench.feed(bench.data("GET / HTTP/1.1\r\n"));

    // when
    bench.host().advance(Duration.ofDays(1));

    // then
    bench.feed(bench.data("Host: h\r\n\r\n"));
    assertThat(requests.count()).isEqualTo(1);
  }
}
