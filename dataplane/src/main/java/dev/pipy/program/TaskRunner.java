package dev.pipy.program;

import dev.pipy.event.Event;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.ProcessSignals;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Runs a task's pipeline when its time has come. Runs do not overlap: while one has not emitted
/// StreamEnd, ticks are skipped. Confined to its worker.
final class TaskRunner {

  /// All tasks of all programs get a signal, and the process itself does not.
  private static final Object TASKS = new Object();

  /// How long a run may go on when the program stops for good.
  private static final Duration LAST_WORD = Duration.ofSeconds(1);

  private final WorkerProgram program;
  private final PipelineLayout layout;
  private final TaskSchedule schedule;
  private @Nullable Pipeline running;
  private @Nullable LoopTimer timer;
  private ProcessSignals.@Nullable Subscription signal;
  private @Nullable FileWatch watch;
  private boolean isStopped;

  TaskRunner(WorkerProgram program, PipelineLayout layout, TaskSchedule schedule) {
    this.program = program;
    this.layout = layout;
    this.schedule = schedule;
  }

  void start() {
    switch (schedule) {
      case TaskSchedule.Once() -> run();
      case TaskSchedule.Every _ -> tick();
      case TaskSchedule.OnSignal(String name) ->
          signal =
              ProcessSignals.subscribe(
                  name.substring("SIG".length()),
                  TASKS,
                  () -> program.worker().loop().execute(this::run));
      case TaskSchedule.AtExit(), TaskSchedule.OnRequest(_) -> {}
      case TaskSchedule.OnChange(String path) -> watch(path);
    }
  }

  /// A codebase that is in no folder does not change.
  private void watch(String path) {
    var folder = program.folder();
    if (folder != null) {
      watch =
          new FileWatch(
              folder, path, program.service(Executor.class), program.worker(), _ -> run());
      watch.start();
    }
  }

  /// No more runs; one that goes on may end.
  void stop() {
    if (schedule instanceof TaskSchedule.AtExit && program.isStopping() && !isStopped) {
      run();
      isStopped = true;
      return; // the program waits for its end
    }
    isStopped = true;
    if (watch != null) {
      watch.stop();
    }
    if (timer != null) {
      timer.cancel();
    }
    if (signal != null) {
      signal.cancel();
    }
    if (running != null) {
      running.drain();
      if (program.isStopping()) {
        // a run that never ends would hold everybody up
        program.worker().after(LAST_WORD, this::finish);
      }
    }
  }

  /// Ends everything.
  void close() {
    isStopped = true;
    stop();
    finish();
  }

  boolean isRunning() {
    return running != null;
  }

  private void tick() {
    run();
    if (schedule instanceof TaskSchedule.Every(var interval) && !isStopped) {
      timer = program.worker().after(interval, this::tick);
    }
  }

  private void run() {
    if (running != null || isStopped) {
      return;
    }
    var pipeline = layout.open(program.newContext(), this::emitted);
    running = pipeline;
    pipeline.start();
    if (!layout.hasStart()) {
      pipeline.input(new Event.MessageStart(null, 0));
      pipeline.input(Event.MessageEnd.PLAIN);
    }
  }

  private void emitted(Event event) {
    event.release();
    if (event instanceof Event.StreamEnd) {
      // not from inside the pipeline's own delivery
      program.worker().atTurnEnd(this::finish);
    }
  }

  private void finish() {
    if (running != null) {
      running.close();
      running = null;
      program.settle();
    }
  }
}
