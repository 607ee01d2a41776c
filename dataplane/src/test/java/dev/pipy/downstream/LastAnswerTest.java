package dev.pipy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How a client's connection ends behind its last answer.
class LastAnswerTest {

  /// Less than a connection lingers.
  private static final Duration AT_ONCE = Duration.ofSeconds(3);

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private RawClient client(String options) throws Exception {
    plane.activate(
        "pipy().listen('127.0.0.1:$PORT').demuxHTTP('answer'"
            + options
            + ").pipeline('answer').replaceMessage(() => new Message('hello'))");
    return new RawClient(plane.port());
  }

  private void awaitNoConnection() {
    Await.until("no connection", AT_ONCE, () -> plane.dataPlane().connections() == 0);
  }

  @Test
  void closes_at_once_for_a_client_that_asked_to_and_has_not_closed_yet() throws Exception {
    try (var client = client("")) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

      assertThat(client.rest()).contains("connection: close").endsWith("hello");
      awaitNoConnection();
    }
  }

  @Test
  void closes_at_once_for_a_client_of_http_1_0() throws Exception {
    try (var client = client("")) {
      client.send("GET / HTTP/1.0\r\n\r\n");

      assertThat(client.rest()).endsWith("hello");
      awaitNoConnection();
    }
  }

  @Test
  void waits_for_a_client_that_did_not_ask_since_it_may_be_sending() throws Exception {
    try (var client = client(", { maxMessages: 1 }")) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.rest()).contains("connection: close").endsWith("hello");

      // what it sends is taken, and dropped, where a closed socket would reset
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(plane.dataPlane().connections()).isEqualTo(1);
      client.endOutput();
      awaitNoConnection();
    }
  }

  @Test
  void waits_for_a_client_that_the_script_lets_go() throws Exception {
    plane.activate(
        "pipy().listen('127.0.0.1:$PORT').serveHTTP("
            + "() => new Message({ headers: { connection: 'close' } }, 'hello'))");
    try (var client = new RawClient(plane.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.rest())
          .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello");

      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(plane.dataPlane().connections()).isEqualTo(1);
      client.endOutput();
      awaitNoConnection();
    }
  }

  @Test
  void waits_for_a_client_that_asked_and_sent_more_nevertheless() throws Exception {
    try (var client = client("")) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.rest()).endsWith("hello");
      assertThat(plane.dataPlane().connections()).isEqualTo(1);
      client.endOutput();
      awaitNoConnection();
    }
  }
}
