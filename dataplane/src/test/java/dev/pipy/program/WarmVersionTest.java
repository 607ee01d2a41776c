package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmVersionTest {

  private static final String COUNTS =
      """
      ((count = 0) => pipy()
        .listen('127.0.0.1:$PORT').serveHTTP(() => new Message('old ' + ++count))
      )()
      """;

  private static final String NEW =
      "pipy().listen('127.0.0.1:$PORT').serveHTTP(() => new Message('new'))";

  private final RunningDataPlane plane = new RunningDataPlane(2);

  @AfterEach
  void stop() {
    plane.close();
  }

  private String answer() throws Exception {
    try (var client = new RawClient(plane.port())) {
      return client.get("/").body();
    }
  }

  private long warmRevision() {
    return plane.dataPlane().programs().getFirst().warmRevision();
  }

  @Test
  void activates_what_was_loaded_before_and_begins_it_afresh() throws Exception {
    // given
    plane.dataPlane().activate(plane.version(1, COUNTS));
    assertThat(answer()).isEqualTo("old 1");
    plane.dataPlane().activate(plane.version(2, NEW));
    assertThat(plane.dataPlane().keepWarm(plane.version(1, COUNTS))).isTrue();
    assertThat(warmRevision()).isEqualTo(1);
    assertThat(answer()).isEqualTo("new");

    // when: a text that could not be loaded shows that nothing is
    var outcome = plane.dataPlane().activate(plane.version(1, "nonsense("));

    // then
    assertThat(outcome.wasWarm()).isTrue();
    assertThat(answer()).isEqualTo("old 1");
    assertThat(warmRevision()).isZero();
  }

  @Test
  void loads_what_is_not_the_one_that_is_kept() throws Exception {
    plane.dataPlane().activate(plane.version(1, COUNTS));
    plane.dataPlane().activate(plane.version(2, NEW));
    plane.dataPlane().keepWarm(plane.version(1, COUNTS));

    var outcome = plane.dataPlane().activate(plane.version(3, NEW));

    assertThat(outcome.wasWarm()).isFalse();
    assertThat(answer()).isEqualTo("new");
    assertThat(warmRevision()).isEqualTo(1);
  }

  @Test
  void keeps_neither_what_runs_nor_what_does_not_run_nor_what_cannot_load() throws Exception {
    assertThat(plane.dataPlane().keepWarm(plane.version(1, COUNTS))).isFalse();
    plane.dataPlane().activate(plane.version(1, COUNTS));

    assertThat(plane.dataPlane().keepWarm(plane.version(1, COUNTS))).isFalse();
    assertThatThrownBy(() -> plane.dataPlane().keepWarm(plane.version(2, "nonsense(")))
        .isInstanceOf(CodebaseException.class);
    assertThat(warmRevision()).isZero();
    assertThat(answer()).isEqualTo("old 1");
  }

  @Test
  void binds_no_port_and_starts_no_task_before_it_is_activated() throws Exception {
    // given
    plane.dataPlane().activate(plane.version(1, NEW));
    var other =
        """
        pipy()
          .listen('127.0.0.1:$PORT').serveHTTP(() => new Message('other'))
          .listen('127.0.0.1:$PORT2').serveHTTP(() => new Message('second port'))
        """;

    // when
    plane.dataPlane().keepWarm(plane.version(2, other));

    // then: the port is free for somebody else
    try (var port = new java.net.ServerSocket(plane.port2())) {
      assertThat(port.isBound()).isTrue();
      assertThatThrownBy(() -> plane.dataPlane().activate(plane.version(2, other)))
          .isInstanceOf(CodebaseException.class)
          .hasMessageContaining("" + plane.port2());
    }
    assertThat(answer()).isEqualTo("new");
  }

  @Test
  void frees_it_when_it_is_dropped_or_the_program_stops() throws Exception {
    plane.dataPlane().activate(plane.version(1, COUNTS));
    plane.dataPlane().activate(plane.version(2, NEW));
    plane.dataPlane().keepWarm(plane.version(1, COUNTS));

    plane.dataPlane().dropWarm("main");
    assertThat(warmRevision()).isZero();

    plane.dataPlane().keepWarm(plane.version(1, COUNTS));
    plane.dataPlane().stop("main", Duration.ofSeconds(1));
    assertThat(plane.dataPlane().activate(plane.version(1, NEW)).wasWarm()).isFalse();
  }
}
