package dev.pipy.filter.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

  @Test
  void a_message_rate_is_exact_over_all_workers() throws Exception {
    try (var plane = new RunningDataPlane(4)) {
      plane.activate(
          """
          pipy({ _quota: new algo.Quota(40, { per: '1h' }) })

          .listen($PORT)
            .demuxHTTP('request')

          .listen($PORT2)
            .replaceData(() => new Data('' + _quota.current + '\\n'))

          .pipeline('request')
            .throttleMessageRate(() => _quota)
            .replaceMessage(new Message('ok'))
          """);
      var clients = new ArrayList<RawClient>();
      try {
        int answers = 0;
        for (int i = 0; i < 80; i++) {
          var client = new RawClient(plane.port());
          client.socket().setSoTimeout(i < 40 ? 10_000 : 20);
          clients.add(client.get("/"));
          answers += answered(client);
        }

        assertThat(answers).isEqualTo(40);
        try (var asker = new RawClient(plane.port2())) {
          assertThat(asker.send("?").until("\n")).isEqualTo("0\n");
        }
      } finally {
        for (var client : clients) {
          client.close();
        }
      }
    }
  }

  @Test
  void a_number_of_streams_is_one_for_all_workers() throws Exception {
    try (var plane = new RunningDataPlane(4)) {
      plane.activate(
          """
          pipy()

          .listen($PORT)
            .throttleConcurrency(3)
            .replaceData(new Data('ok'))
          """);
      var clients = new ArrayDeque<RawClient>();
      try {
        for (int i = 0; i < 3; i++) {
          clients.add(new RawClient(plane.port()).send("?"));
          assertThat(clients.getLast().read(2)).isEqualTo("ok");
        }
        var fourth = new RawClient(plane.port()).send("?");
        clients.add(fourth);
        fourth.socket().setSoTimeout(100);
        assertThatThrownBy(() -> fourth.read(2)).isInstanceOf(SocketTimeoutException.class);
        fourth.socket().setSoTimeout(10_000);

        clients.remove().close();

        assertThat(fourth.read(2)).isEqualTo("ok");
      } finally {
        for (var client : clients) {
          client.close();
        }
      }
    }
  }

  private static int answered(RawClient client) throws IOException {
    try {
      assertThat(client.body()).isEqualTo("ok");
      return 1;
    } catch (SocketTimeoutException waits) {
      return 0;
    }
  }
}
