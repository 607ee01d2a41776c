package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `branch` whose conditions are values: the choice is made while the script is loaded.
class ChosenBranchTest {

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private String answer(String path) throws Exception {
    try (var client = new RawClient(plane.port())) {
      client.get(path);
      return client.body();
    }
  }

  @Test
  void goes_on_with_the_pipeline_at_hand() throws Exception {
    plane.activate(
        """
        pipy({ _seen: '' })
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .branch(
            0, $=>$.link('nowhere'),
            'yes', $=>$.handleMessageStart(() => _seen += 'a').link('more'),
            $=>$.link('nowhere')
          )
          .branch(
            false, $=>$.link('nowhere'),
            $=>$
              .pipeline('more')
              .handleMessageStart(() => _seen += 'b')
          )
          .replaceMessage(() => new Message(_seen))
        """);

    assertThat(answer("/")).isEqualTo("ab");
  }

  @Test
  void adds_nothing_if_nothing_is_chosen() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .branch(false, $=>$.link('nowhere'), null, $=>$.link('nowhere'))
          .serveHTTP(new Message('on'))
        """);

    assertThat(answer("/")).isEqualTo("on");
  }

  @Test
  void a_name_stands_for_its_pipeline() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .branch(true, 'chosen', 'other')
          .pipeline('chosen')
          .serveHTTP(new Message('chosen'))
          .pipeline('other')
          .serveHTTP(new Message('other'))
        """);

    assertThat(answer("/")).isEqualTo("chosen");
  }

  @Test
  void what_is_chosen_is_checked() {
    assertThatThrownBy(() ->
            plane.activate("pipy().listen('127.0.0.1:$PORT').branch(true, $=>$.serveHTP('x'))"))
        .hasMessageContaining("no filter is named serveHTP");
  }
}
