package dev.pipy.filter.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectTest {

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private void activate(String connection) throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .muxHTTP('connection', '')
          .pipeline('connection')
        """
            + connection);
  }

  @Test
  void cannot_resolve_a_target_that_is_none() throws Exception {
    activate(".connect(() => 'nonsense')");

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").response()).startsWith("HTTP/1.1 502 Cannot Resolve\r\n");
      assertThat(client.get("/").response()).startsWith("HTTP/1.1 502 Cannot Resolve\r\n");
    }
  }

  @Test
  void fails_the_stream_when_the_target_function_throws() throws Exception {
    activate(".connect(() => { throw new Error('no target') })");

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").response()).startsWith("HTTP/1.1 500 ");
    }
  }

  @Test
  void answers_when_the_pipeline_of_the_connection_fails_at_its_start() throws Exception {
    activate(".onStart(() => { throw new Error('no start') }).connect('127.0.0.1:$PORT3')");

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").response()).startsWith("HTTP/1.1 500 ");
      assertThat(client.get("/").response()).startsWith("HTTP/1.1 500 ");
    }
  }
}
