package dev.pipy.filter.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import org.junit.jupiter.api.Test;

final class FlowOnSocketsTest {

  @Test
  void wait_sees_what_a_branch_learnt_from_a_peer() throws Exception {
    try (var plane = new RunningDataPlane(1);
        var origin = new RawOrigin(plane.port2())) {
      plane.activate(
          """
          pipy({ _answer: null })

          .listen($PORT)
            .handleStreamStart(() => { _answer = {} })
            .fork('ask', [{}])
            .wait(() => _answer.text)
            .replaceData(() => new Data(_answer.text))

          .pipeline('ask')
            .connect('127.0.0.1:$PORT2')
            .handleData(async data => {
              await null
              _answer.text = data.toString()
            })
          """);
      try (var client = new RawClient(plane.port()).send("?");
          var peer = origin.accept()) {
        assertThat(peer.read(1)).isEqualTo("?");
        peer.send("yes");

        assertThat(client.read(3)).isEqualTo("yes");
      }
    }
  }
}
