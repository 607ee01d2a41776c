package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.quota.NamedQuotas;
import dev.pipy.script.ListenerList;
import dev.pipy.script.NameLookup;
import dev.pipy.script.ScriptEngine;
import dev.pipy.script.ScriptServices;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.worker.WorkerGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgramTest {

  private static final Activation ACTIVATION =
      new Activation("main", 1, new FileMapCodebase(Map.of()), "/main.js", Duration.ofSeconds(1));

  private final WorkerGroup workers = new WorkerGroup(1);
  private final ScriptEngine engine =
      new ScriptEngine(Set.of(), Duration.ofSeconds(1), Duration.ofSeconds(20));
  private final Program program =
      new Program("main", workers, new Telemetry(workers.workers()), new ProgramEvents());

  private record Services() implements ScriptServices {
    @Override
    public String program() {
      return "main";
    }

    @Override
    public long revision() {
      return 1;
    }

    @Override
    public Codebase codebase() {
      return ACTIVATION.codebase();
    }

    @Override
    public NamedQuotas keyedQuotas() {
      return new NamedQuotas();
    }

    @Override
    public NamedQuotas loadedQuotas() {
      return new NamedQuotas();
    }

    @Override
    public ListenerList listeners(String key, @Nullable Object options) {
      throw new UnsupportedOperationException("listeners");
    }

    @Override
    public NameLookup names() {
      throw new UnsupportedOperationException("names");
    }

    @Override
    public void exit(int code) {}

    @Override
    public void restart() {}
  }

  private record NoServices() implements WorkerProgram.Services {
    @Override
    public <T> T find(Class<T> type) {
      throw new IllegalStateException("no service");
    }
  }

  @AfterEach
  void stop() {
    program.stop(Duration.ofMillis(100));
    workers.close();
    engine.close();
  }

  private WorkerProgram workerProgram() {
    var worker = workers.workers().getFirst();
    return new WorkerProgram(worker, new NoServices(), engine.newRealm(new Services(), worker, 1));
  }

  private static Generation.Loaded loaded(WorkerProgram one) {
    return new Generation.Loaded(
        List.of(one), Map.of(), List.of(), List.of(), 0, 0, ProgramGraph.EMPTY);
  }

  @Test
  void keeps_the_running_version_when_the_next_one_cannot_start() throws Exception {
    // given
    program.activate(ACTIVATION, loaded(workerProgram()), Duration.ZERO, false);
    var running = Objects.requireNonNull(program.current());
    var broken = workerProgram();
    broken.addTask(
        new PipelineLayout(broken, "", "", List.of()), new TaskSchedule.OnSignal("SIGKILL"));

    // when
    assertThatThrownBy(() -> program.activate(ACTIVATION, loaded(broken), Duration.ZERO, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("KILL");

    // then
    assertThat(program.current()).isSameAs(running);
    assertThat(running.isDrained()).isFalse();
  }
}
