package dev.pipy.filter.flow;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeframeTest {

  @Test
  void fills_data_wherever_chunks_end() {
    var text = "\u0003abc\u0000\u0002de";
    for (int at = 0; at <= text.length(); at++) {
      try (var bench =
          deframing(
              "Length",
              TestFunction.of(value -> List.of("Body", value == null ? -1 : value, new Bytes())),
              "Body",
              TestFunction.of(data -> List.of(new Message(null, (Bytes) data), "Length")))) {
        bench.feed(bench.data(text.substring(0, at)), bench.data(text.substring(at)));
        bench.feed(streamEnd());

        assertThat(bench.output().events())
            .filteredOn(event -> !event.equals("data()"))
            .containsExactly(
                "start(3)",
                "data(abc)",
                "end",
                "start(0)",
                "end",
                "start(2)",
                "data(de)",
                "end",
                "streamEnd");
      }
    }
  }

  @Test
  void fills_arrays_and_passes_bytes() {
    var seen = new ArrayList<@Nullable Object>();
    try (var bench =
        deframing(
            "Start",
            TestFunction.of(value -> Arrays.asList("Pass", 2, List.of(9))),
            "Pass",
            TestFunction.of(value -> {
              seen.add(value);
              return Arrays.asList(Event.MessageEnd.PLAIN, "End", 3, null);
            }),
            "End",
            TestFunction.doing(seen::add))) {
      bench.feed(start("m"), bench.data("x\u0001\u0002ab"), end(), bench.data("cdE"));

      assertThat(bench.output().events()).containsExactly("end", "data(ab)", "data(c)");
      assertThat(seen).containsExactly(List.of(9, 1, 2), (int) 'd', (int) 'E');
    }
  }

  @Test
  void takes_a_literal_for_a_state() {
    try (var bench =
        deframing("Skip", Arrays.asList("Rest", Double.POSITIVE_INFINITY, null), "Rest", "Rest")) {
      bench.feed(bench.data("xab"), bench.data("cd"));

      assertThat(bench.output().events()).containsExactly("data(ab)", "data(cd)");
    }
  }

  @Test
  void ends_the_stream_when_a_state_makes_no_sense() {
    for (var answer :
        new Object[] {
          "Nowhere",
          5,
          List.of("A", -1),
          List.of("A", "x"),
          List.of(5, "A"),
          List.of(Event.MessageEnd.PLAIN),
          List.of("A", 1L << 30, new Bytes()),
          List.of("A", 0, new Bytes())
        }) {
      try (var bench = deframing("A", TestFunction.returning(answer))) {
        bench.feed(bench.data("x"), bench.data("y"));

        assertThat(bench.output().events())
            .as("" + answer)
            .containsExactly("streamEnd(RuntimeError)");
      }
    }
  }

  @Test
  void wants_a_state() {
    assertThatThrownBy(() -> deframing())
        .hasMessage("argument #1 expects an object with one state or more");
  }

  @Test
  void reads_the_states_of_a_script_in_their_order() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy()

          .listen($PORT)
            .deframe({
              Length: byte => ['Body', byte, new Data()],
              Body: data => [new Message(data), 'Kind', 1, []],
              Kind: array => [new Data('kind ' + array[0] + ';'), 'Length'],
            })
            .replaceMessage(message => new Data('got ' + message.body.toString() + ';'))
          """);
      try (var client = new RawClient(plane.port()).send("\u0002ab\u0007\u0001c")) {
        assertThat(client.until("c;")).isEqualTo("got ab;kind 7;got c;");
      }
    }
  }

  @Test
  void repeat_builds_filters_again_and_again() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy()

          .listen($PORT)
            .repeat(2, ($, i) => $.replaceData(data => new Data(data.toString() + i)))
            .repeat(['x', 'y'], ($, text, i) =>
              $.replaceData(data => new Data(data.toString() + text + i))
            )
          """);
      try (var client = new RawClient(plane.port()).send("?")) {
        assertThat(client.until("y1")).isEqualTo("?01x0y1");
      }
    }
  }

  private static FilterBench deframing(Object... namesAndStates) {
    var states = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < namesAndStates.length; i += 2) {
      states.put((String) namesAndStates[i], namesAndStates[i + 1]);
    }
    return FilterBench.of(Deframe.SPEC, new TestObject(states));
  }
}
