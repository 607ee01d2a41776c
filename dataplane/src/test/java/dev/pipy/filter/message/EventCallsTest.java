package dev.pipy.filter.message;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Message;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestFunction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What functions are told of events, in scripts and on the bench.
final class EventCallsTest {

  @Test
  void handle_sees_every_event() {
    var seen = new ArrayList<String>();
    var function = TestFunction.doing(argument -> seen.add(argument.getClass().getSimpleName()));
    try (var bench = FilterBench.of(Handle.SPEC, function)) {
      bench.feed(start("a", 3), bench.data("abc"), bench.data(""), end(), streamEnd());

      assertThat(seen).containsExactly("MessageStart", "Bytes", "MessageEnd", "StreamEnd");
      assertThat(bench.output().events())
          .containsExactly("start(a)", "data(abc)", "data()", "end", "streamEnd");
    }
  }

  @Test
  void scripts_keep_with_a_client_what_they_know_of_it() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .handleStreamStart((_, number) => { __inbound.user = 'ann ' + number })
            .replaceData(() => new Data(__inbound.user))
          """);
      try (var client = new RawClient(plane.port())) {
        client.send("who am I?");
        assertThat(client.read(5)).isEqualTo("ann 0");
      }
    }
  }

  @Test
  void replace_stands_in_for_every_event() {
    var function =
        TestFunction.of(argument ->
            argument instanceof Event event && !(event instanceof Event.MessageStart)
                ? event
                : null);
    try (var bench = FilterBench.of(Replace.SPEC, function)) {
      bench.feed(start("a", 3), bench.data("abc"), bench.data(""), end(), streamEnd());

      assertThat(bench.output().events()).containsExactly("data()", "end", "streamEnd");
    }
  }

  private static String text(Message message) {
    return new String(Objects.requireNonNull(message.body()).toArray(), StandardCharsets.UTF_8);
  }

  private static Event inserted(int opcode) {
    return new Event.MessageStart(FieldHead.inserted(Map.of("opcode", opcode)));
  }

  @Test
  void a_message_that_is_inserted_goes_before_the_one_around_it() {
    var bodies = new ArrayList<String>();
    var function =
        TestFunction.of(argument -> {
          var message = (Message) Objects.requireNonNull(argument);
          bodies.add(text(message));
          return message;
        });
    try (var bench = FilterBench.of(ReplaceMessage.SPEC, function)) {
      bench.feed(start("outer"), bench.data("a"), inserted(9), bench.data("ping"), end());
      assertThat(bench.output().take()).containsExactly("start({opcode=9} 4)", "data(ping)", "end");

      bench.feed(bench.data("b"), end(), streamEnd());
      assertThat(bodies).containsExactly("ping", "ab");
      assertThat(bench.output().events())
          .containsExactly("start(outer 2)", "data(ab)", "end", "streamEnd");
    }
  }

  @Test
  void a_start_that_is_not_inserted_gives_the_message_before_up() {
    var bodies = new ArrayList<String>();
    var function =
        TestFunction.doing(argument -> {
          var message = (Message) Objects.requireNonNull(argument);
          bodies.add(text(message));
        });
    try (var bench = FilterBench.of(HandleMessage.SPEC, function)) {
      bench.feed(start("a"), bench.data("1"), inserted(9), bench.data("p"));
      bench.feed(start("b"), bench.data("2"), end(), bench.data("3"), end(), streamEnd());

      assertThat(bodies).containsExactly("2");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".handleMessageStart((start, i) => { _seen += `s${i}` })"
            + ".handleMessageEnd((end, i) => { _seen += `e${i}` })"
            + ".handleMessage((message, i) => { _seen += `m${i}` })"
            + ".handleMessageBody((body, i) => { _seen += `b${i}` })"
            + ".handleData((data, i) => { _seen += `d${i}` }) | s0d0b0m0e0",
        ".handle((event, i) => { _seen += `${event.type[0]}${i}` }) | M0D1M2",
        ".handleMessageStart((...all) => { _seen += all.length }) | 1",
        ".handleMessageStart(start => { _seen += start.type.length }) | 12",
      })
  void functions_get_the_number_of_the_event(String filters, String expected) throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy({ _seen: '' })
            .listen('127.0.0.1:$PORT')
            .demuxHTTP('request')
            .pipeline('request')
            FILTERS
            .replaceMessage(() => new Message(_seen))
          """
              .replace("FILTERS", filters));
      try (var client = new RawClient(plane.port())) {
        for (int i = 0; i < 2; i++) { // each request counts from 0
          client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
          assertThat(client.body().chars().sorted().toArray())
              .isEqualTo(expected.chars().sorted().toArray());
        }
      }
    }
  }

  @Test
  void the_start_of_a_connection_is_told_of_it() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .onStart(inbound => new Data(`${inbound.remoteAddress} ${inbound.localPort} `))

            .listen('127.0.0.1:$PORT2')
            .onStart(inbound => new Data(`${inbound === __inbound}`))
          """);
      try (var client = new RawClient(plane.port());
          var other = new RawClient(plane.port2())) {
        assertThat(client.endOutput().rest()).isEqualTo("127.0.0.1 " + plane.port() + " ");
        assertThat(other.endOutput().rest()).isEqualTo("true");
      }
    }
  }
}
