package dev.pipy.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.ops.Check;
import dev.pipy.control.service.FakeHost;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerHealthTest {

  private record Troubled() implements ServerHealth.Stored {

    @Override
    public List<String> failedPrograms() {
      return List.of("a", "b");
    }

    @Override
    public String stateFault() {
      return "the disk is full";
    }

    @Override
    public boolean isOutOfService() {
      return true;
    }
  }

  private final FakeHost host = new FakeHost();
  private final ServerHealth health = new ServerHealth(host);

  private static List<String> faults(List<Check> checks) {
    return checks.stream().map(Check::detail).filter(detail -> !detail.isEmpty()).toList();
  }

  @Test
  void is_alive_while_all_loops_answer() {
    assertThat(faults(health.live())).isEmpty();
    host.silence(1, 3);
    assertThat(faults(health.live())).containsExactly("no answer within 1 s from [1, 3]");
  }

  @Test
  void is_ready_between_the_start_and_the_drain() {
    assertThat(faults(health.ready())).containsExactly("the server is starting");
    assertThat(faults(health.started())).containsExactly("the server is starting");
    health.hasStarted();
    assertThat(faults(health.ready())).isEmpty();
    assertThat(faults(health.started())).isEmpty();
    health.draining();
    assertThat(faults(health.ready())).containsExactly("the server is draining");
    assertThat(faults(health.started())).isEmpty();
  }

  @Test
  void is_not_ready_without_its_programs_and_its_disk() {
    health.hasStarted();
    health.stored(new ControlPort.Off());
    assertThat(faults(health.ready())).isEmpty();
    health.stored(new Troubled());
    assertThat(faults(health.ready()))
        .containsExactly(
            "the server is out of service (pipyctl undrain)",
            "not running as stored: a, b",
            "the disk is full");
    assertThat(faults(health.live())).isEmpty();
  }
}
