package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Errors of StreamEnd that are values of scripts.
class StreamEndTest {

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  @Test
  void keeps_the_value_that_a_script_gave_as_the_error() throws Exception {
    // given
    plane.activate(
        """
        var why = { code: 7 }

        pipy({ _seen: [] })

        .listen('127.0.0.1:$PORT')
          .replaceData(() => new StreamEnd(why))
          .handleStreamEnd(end => _seen.push(end.error === why))
          .link('onwards')
          .replaceStreamEnd(end => [new Data(_seen.join() + ' ' + end.error.code), new StreamEnd])

        .pipeline('onwards')
          .handleStreamEnd(end => _seen.push(end.error === why))
        """);

    // when
    try (var client = new RawClient(plane.port())) {
      client.send("x");

      // then
      assertThat(client.rest()).isEqualTo("true,true 7");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"quota used up\" | 502 | quota used up",
        "({ code: 7 }) | 502 | { code: 7 }",
        "0 | 502 | 0",
        "({ get code() { throw new Error('x') } }) | 502 | ''",
        "\"RuntimeError\" | 500 | ''",
        "\"Unauthorized\" | 401 | ''",
      })
  void answers_a_request_with_the_value(String error, int status, String body) throws Exception {
    // given
    plane.activate(
        """
        pipy({ _path: '' })

        .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')

        .pipeline('request')
          .handleMessageStart(start => { _path = start.head.path })
          .link('script', () => _path === '/script', 'upstream')

        .pipeline('script')
          .replaceMessage(() => new StreamEnd(ERROR))

        .pipeline('upstream')
          .muxHTTP('connection')

        .pipeline('connection')
          .replaceData(() => new StreamEnd(ERROR))
        """
            .replace("ERROR", error));

    // when
    try (var client = new RawClient(plane.port())) {
      client.get("/script");
      assertThat(client.response()).startsWith("HTTP/1.1 " + status).endsWith("\r\n\r\n" + body);
      client.get("/upstream");
      assertThat(client.response()).startsWith("HTTP/1.1 " + status).endsWith("\r\n\r\n" + body);
    }
  }
}
