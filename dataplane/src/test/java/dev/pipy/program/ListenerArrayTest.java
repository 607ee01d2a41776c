package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ports that scripts open and close while they run. Two workers, of which one changes the array.
class ListenerArrayTest {

  /// At `$PORT`, whoever asks for a path has it run as a script; the array answers its name.
  private static final String SCRIPT =
      """
      ((array) => (
        array = new ListenerArray(BEGIN),
        pipy()
          .listen(array).serveHTTP(() => new Message('NAME'))
          .listen('127.0.0.1:$PORT').serveHTTP(request => {
            try {
              const [method, ...args] = JSON.decode(request.body)
              array[method](...args)
              return new Message('done')
            } catch (error) {
              return new Message(String(error))
            }
          })
      ))()
      """;

  private final RunningDataPlane plane = new RunningDataPlane(2);

  @AfterEach
  void stop() {
    plane.close();
  }

  private void activate(String name, String begin) throws CodebaseException {
    plane.activate(SCRIPT.replace("BEGIN", begin).replace("NAME", name));
  }

  private String change(String call) throws IOException {
    var body = call.replace("$PORT2", "" + plane.port2()).replace("$PORT3", "" + plane.port3());
    try (var client = new RawClient(plane.port())) {
      var head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length() + "\r\n\r\n";
      return client.send(head + body).body();
    }
  }

  private List<String> ports() {
    return plane.dataPlane().listeners().stream()
        .map(ListenerStatus::address)
        .map(address -> address.replace("127.0.0.1:", ""))
        .map(address -> address.replace("" + plane.port(), "1"))
        .map(address -> address.replace("" + plane.port2(), "2"))
        .map(address -> address.replace("" + plane.port3(), "3"))
        .sorted()
        .toList();
  }

  private void awaitPorts(String... wanted) {
    Await.until(
        "ports " + List.of(wanted) + ", last " + ports(), () -> ports().equals(List.of(wanted)));
  }

  private String get(int port) throws IOException {
    try (var client = new RawClient(port)) {
      return client.get("/").body();
    }
  }

  @Test
  void ports_that_are_added_and_removed_open_and_close() throws Exception {
    activate("a", "['127.0.0.1:$PORT2']");
    assertThat(get(plane.port2())).isEqualTo("a");

    assertThat(change("[\"add\", \"127.0.0.1:$PORT3\"]")).isEqualTo("done");
    awaitPorts("1", "2", "3");
    // more than one of them, so that each worker takes some
    for (int i = 0; i < 8; i++) {
      assertThat(get(plane.port3())).isEqualTo("a");
    }

    try (var stays = new RawClient(plane.port2())) {
      assertThat(stays.get("/").body()).isEqualTo("a");
      assertThat(change("[\"remove\", \"127.0.0.1:$PORT2\"]")).isEqualTo("done");
      awaitPorts("1", "3");
      assertThat(stays.get("/").body()).isEqualTo("a");
    }
    assertThatThrownBy(() -> new RawClient(plane.port2())).isInstanceOf(IOException.class);
  }

  @Test
  void a_port_is_there_once_however_often_it_is_added() throws Exception {
    activate("a", "null");
    change("[\"add\", \"127.0.0.1:$PORT2\"]");
    change("[\"add\", {\"port\": $PORT2, \"ip\": \"127.0.0.1\"}]");
    awaitPorts("1", "2");

    change("[\"remove\", \"127.0.0.1:$PORT2\"]");
    awaitPorts("1");
  }

  @Test
  void what_is_set_replaces_what_was_there() throws Exception {
    activate("a", "['127.0.0.1:$PORT2']");
    change(
        "[\"set\", [\"127.0.0.1:$PORT3\", {\"port\": \"127.0.0.1:$PORT3\", \"protocol\": \"udp\"}]]");
    awaitPorts("1", "3", "3/udp");

    change("[\"remove\", \"127.0.0.1:$PORT3\", {\"protocol\": \"udp\"}]");
    awaitPorts("1", "3");
  }

  @Test
  void options_are_those_of_the_port_or_of_all() throws Exception {
    plane.activate(
        """
        pipy()
          .listen(new ListenerArray(
            ['127.0.0.1:$PORT', { port: '127.0.0.1:$PORT2', protocol: 'tcp' }], { protocol: 'udp' }
          ))
          .replaceData(data => new Data('<' + data + '>'))
        """);
    awaitPorts("1/udp", "2");
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(10_000);
      var loopback = InetAddress.getLoopbackAddress();
      socket.send(
          new DatagramPacket("x".getBytes(StandardCharsets.US_ASCII), 1, loopback, plane.port()));
      var answer = new DatagramPacket(new byte[9], 9);
      socket.receive(answer);
      assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII))
          .isEqualTo("<x>");
    }
  }

  @Test
  void a_port_that_others_have_keeps_nothing_else_from_opening() throws Exception {
    activate("a", "[]");
    try (var other = new ServerSocket(plane.port2(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(change("[\"set\", [\"127.0.0.1:$PORT2\", \"127.0.0.1:$PORT3\"]]"))
          .isEqualTo("done");
      awaitPorts("1", "3");
      assertThat(plane.dataPlane().programs().getFirst().listeners())
          .doesNotContain("127.0.0.1:" + plane.port2());
      assertThat(other.isBound()).isTrue();
    }

    // the next change tries again
    change("[\"add\", \"127.0.0.1:$PORT3\"]");
    awaitPorts("1", "2", "3");
  }

  @Test
  void a_port_that_others_have_at_the_start_fails_the_deploy() throws Exception {
    try (var other = new ServerSocket(plane.port2(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      assertThatThrownBy(() -> activate("a", "['127.0.0.1:$PORT2']"))
          .isInstanceOf(CodebaseException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + plane.port2());
    }
    assertThat(ports()).isEmpty();
  }

  @Test
  void a_swap_keeps_what_the_new_version_names_and_closes_the_rest() throws Exception {
    activate("a", "['127.0.0.1:$PORT2']");
    change("[\"add\", \"127.0.0.1:$PORT3\"]");
    awaitPorts("1", "2", "3");
    long accepted = accepted(plane.port2());
    get(plane.port2());

    activate("b", "['127.0.0.1:$PORT2']");

    assertThat(ports()).containsExactly("1", "2");
    assertThat(get(plane.port2())).isEqualTo("b");
    // the same sockets: they have gone on counting
    assertThat(accepted(plane.port2())).isEqualTo(accepted + 2);
  }

  private long accepted(int port) {
    return plane.dataPlane().listeners().stream()
        .filter(listener -> listener.address().endsWith(":" + port))
        .findFirst()
        .orElseThrow()
        .accepted();
  }

  @Test
  void a_swap_keeps_what_tasks_of_the_new_version_ask_for() throws Exception {
    var script =
        """
        ((array) => (
          array = new ListenerArray(),
          pipy()
            .listen(array).serveHTTP(() => new Message('NAME'))
            .task().onStart(() => (array.set(['127.0.0.1:$PORT']), new StreamEnd()))
        ))()
        """;
    plane.activate(script.replace("NAME", "a"));
    awaitPorts("1");
    get(plane.port());

    plane.activate(script.replace("NAME", "b"));

    assertThat(accepted(plane.port())).isEqualTo(1);
    assertThat(get(plane.port())).isEqualTo("b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ["add", 0]                                           | ListenerArray: invalid port: 0 (expected: 1 to 65535)
          ["add", 70000]                                       | ListenerArray: invalid port: 70000 (expected: 1 to 65535, or 0 for none)
          ["add", "localhost:80"]                              | ListenerArray: invalid IP address: localhost
          ["add", {"ip": "127.0.0.1"}]                         | ListenerArray: argument #1 expects a port or 'ip:port'
          ["add", {"port": 8000, "protocol": "x"}]             | ListenerArray: options.protocol expects
          ["add", 8000, 5]                                     | ListenerArray: argument #2 expects an object with options
          ["add"]                                              | requires 1 or more arguments
          ["set", 8000]                                        | argument #1 expects an array
          ["set", ["127.0.0.1:$PORT3", 0]]                     | ListenerArray: invalid port: 0
          ["set", ["127.0.0.1:$PORT3", "127.0.0.1:$PORT"]]     | expected: one that no other listen() of the program has
          """)
  void what_cannot_be_is_an_error_and_changes_nothing(String call, String message)
      throws Exception {
    activate("a", "['127.0.0.1:$PORT2']");

    assertThat(change(call.replace("$PORT\"", plane.port() + "\""))).contains(message);

    change("[\"add\", \"127.0.0.1:$PORT2\"]"); // whatever was asked for before, is done before this
    assertThat(ports()).containsExactly("1", "2");
  }

  @Test
  void two_listens_on_one_port_are_an_error() {
    assertThatThrownBy(() -> activate("a", "['127.0.0.1:$PORT']"))
        .isInstanceOf(CodebaseException.class)
        .hasMessageContaining("is defined already");
  }

  @Test
  void options_of_the_array_are_checked() {
    assertThatThrownBy(() ->
            plane.activate(
                Map.of(
                    "main.js",
                    "pipy().listen(new ListenerArray([], { idleTimeout: 'x' })).dummy()")))
        .isInstanceOf(CodebaseException.class)
        .hasMessageContaining("options.idleTimeout expects");
  }
}
