package dev.pipy.filter.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `decodeMultipart`.
class DecodeMultipartTest {

  private static final String BODY =
      "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n";

  private static Event request(String... contentTypes) {
    var headers = new HttpHeaders();
    for (var type : contentTypes) {
      headers.add("content-type", type);
    }
    return new Event.MessageStart(new RequestHead("POST", "/", "HTTP/1.1", headers), 5);
  }

  private static Event form() {
    return request("multipart/form-data; boundary=b");
  }

  @Test
  void makes_a_message_of_each_part() {
    try (var bench = FilterBench.of(DecodeMultipart.SPEC)) {
      bench.feed(form(), bench.data(BODY), FilterBench.end(), FilterBench.streamEnd());

      assertThat(bench.output().events())
          .containsExactly(
              "start({headers={content-disposition=form-data; name=\"a\"}})",
              "data(one)",
              "end",
              "start({headers={}})",
              "data(two)",
              "end",
              "streamEnd");
    }
  }

  @Test
  void lets_other_messages_pass() {
    try (var bench = FilterBench.of(DecodeMultipart.SPEC)) {
      bench.feed(bench.data("outside"), FilterBench.start("other", 3));
      bench.feed(bench.data("abc"), FilterBench.end(), FilterBench.streamEnd());

      assertThat(bench.output().events())
          .containsExactly("data(outside)", "start(other 3)", "data(abc)", "end", "streamEnd");
    }
  }

  @Test
  void reads_heads_of_any_protocol() {
    for (Object value :
        List.of("multipart/mixed; boundary=b", List.of("multipart/mixed; boundary=b"))) {
      try (var bench = FilterBench.of(DecodeMultipart.SPEC)) {
        var head = new FieldHead(Map.of("headers", new TestObject(Map.of("Content-Type", value))));
        bench.feed(new Event.MessageStart(head), bench.data("--b--"), FilterBench.end());

        assertThat(bench.output().events()).isEmpty();
      }
    }
  }

  @Test
  void ends_the_stream_at_types_that_cannot_be_read() {
    for (var start :
        List.of(
            request("multipart/form-data"),
            request("multipart/form-data; boundary=b", "text/plain"))) {
      try (var bench = FilterBench.of(DecodeMultipart.SPEC)) {
        bench.feed(start, bench.data(BODY), FilterBench.end());

        assertThat(bench.output().events()).containsExactly("streamEnd(ProtocolError)");
        assertThat(bench.pipeline().takesInput()).isFalse();
      }
    }
  }

  @Test
  void ends_the_stream_at_a_message_without_its_last_delimiter() {
    try (var bench = FilterBench.of(DecodeMultipart.SPEC)) {
      bench.feed(form(), bench.data("--b\r\n\r\none\r\n"), FilterBench.end(), form());

      assertThat(bench.output().events())
          .containsExactly("start({headers={}})", "data(one)", "streamEnd(ProtocolError)");
    }
  }

  @Test
  void tells_that_its_input_was_cut_off() {
    try (var bench = FilterBench.of(DecodeMultipart.SPEC)) {
      bench.feed(form(), bench.data(BODY), FilterBench.streamEnd());

      assertThat(bench.output().events()).endsWith("streamEnd(ConnectionReset)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"maxParts", "maxPartSize"})
  void bounds_parts(String option) {
    try (var bench = FilterBench.of(DecodeMultipart.SPEC, new TestObject(Map.of(option, 1)))) {
      bench.feed(form(), bench.data(BODY), FilterBench.end());

      assertThat(bench.output().events()).endsWith("streamEnd(BufferOverflow)");
      assertThat(bench.output().events()).filteredOn(event -> event.startsWith("start")).hasSize(1);
    }
  }

  @Test
  void shows_scripts_the_parts() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy({ _seen: [] })
            .listen('127.0.0.1:$PORT')
            .demuxHTTP('request')

            .pipeline('request')
            .fork('parts')
            .replaceMessage(() => new Message(JSON.stringify(_seen)))

            .pipeline('parts')
            .decodeMultipart()
            .handleMessage(part => _seen.push([part.head.headers, part.body.toString()]))
          """);
      try (var client = new RawClient(plane.port())) {
        var body =
            "--b\r\nA: x\r\na: y\r\n\r\none\r\n"
                + "--b\r\n__proto__: x\r\n__proto__: y\r\n\r\n\r\n--b--";
        client.send(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + body.length()
                + "\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n"
                + body);
        assertThat(client.body())
            .isEqualTo("[[{\"a\":[\"x\",\"y\"]},\"one\"],[{\"__proto__\":[\"x\",\"y\"]},\"\"]]");
      }
    }
  }
}
