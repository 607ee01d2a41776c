package dev.pipy.program;

import dev.pipy.inspect.PipelineCounts;
import dev.pipy.inspect.PipelineFigures;
import dev.pipy.inspect.Probes;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.worker.Survey;
import dev.pipy.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// Counts in all layouts of one program: of the generation that is active, and of the next one as
/// soon as there is one.
final class LiveStats implements StatsSession {

  private final List<Worker> workers;
  private final Program program;
  private final Runnable onClose;
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private volatile Attachment attachment;
  private long since;

  /// What counts on one worker. Confined to it, but for the list.
  private record Counted(String id, PipelineLayout layout, PipelineCounts counts) {}

  /// What counts.
  ///
  /// @param counted by index of the worker
  private record Attachment(Generation generation, List<List<Counted>> counted) {}

  /// Throws IllegalArgumentException whose message begins with the name of the parameter at fault.
  LiveStats(List<Worker> workers, Program program, Runnable onClose) {
    this.workers = workers;
    this.program = program;
    this.onClose = onClose;
    var generation = program.current();
    if (generation == null) {
      throw new IllegalArgumentException("program: " + program.name() + " does not run");
    }
    attachment = attach(generation);
    since = System.nanoTime();
  }

  private Attachment attach(Generation generation) {
    var counted = new ArrayList<List<Counted>>();
    for (var worker : workers) {
      var own = new ArrayList<Counted>();
      var layouts = generation.loaded().workers().get(worker.index());
      for (var pipeline : generation.loaded().graph().pipelines()) {
        for (var layout : layouts.layouts(pipeline.id())) {
          own.add(new Counted(pipeline.id(), layout, new PipelineCounts(layout.nodes().size())));
        }
      }
      counted.add(own);
    }
    Survey.of(
        workers,
        worker -> {
          counted.get(worker.index()).forEach(one -> Probes.add(one.layout(), one.counts()));
          return true;
        });
    return new Attachment(generation, counted);
  }

  private void detach(Attachment from) {
    for (var worker : workers) {
      worker
          .loop()
          .execute(() ->
              from.counted()
                  .get(worker.index())
                  .forEach(one -> {
                    one.counts().end();
                    Probes.remove(one.layout(), one.counts());
                  }));
    }
  }

  @Override
  public Figures take() {
    var live = program.current();
    if (live == null) {
      throw new IllegalStateException("program " + program.name() + " was stopped");
    }
    var present = attachment;
    if (live != present.generation()) {
      present = attach(live);
      var before = attachment;
      attachment = present;
      detach(before);
      since = System.nanoTime();
      if (isClosed.get()) {
        detach(present); // by another thread, which may not have seen it
      }
    }
    long now = System.nanoTime();
    var interval = Duration.ofNanos(now - since);
    since = now;
    var counted = present.counted();
    var survey = Survey.of(workers, worker -> taken(counted.get(worker.index())));
    var sums = new HashMap<String, PipelineFigures.Sum>();
    for (var own : survey.answers()) {
      own.forEach((id, sum) ->
          sums.merge(
              id,
              sum,
              (one, other) -> {
                one.add(other);
                return one;
              }));
    }
    var figures = new HashMap<String, PipelineFigures>();
    sums.forEach((id, sum) -> figures.put(id, sum.figures()));
    return new Figures(
        live.loaded().graph(),
        live.number(),
        live.activation().revision(),
        interval,
        figures,
        survey.silent());
  }

  private static Map<String, PipelineFigures.Sum> taken(List<Counted> counted) {
    var sums = new HashMap<String, PipelineFigures.Sum>();
    for (var one : counted) {
      sums.merge(
          one.id(),
          one.counts().take(),
          (sum, other) -> {
            sum.add(other);
            return sum;
          });
    }
    return sums;
  }

  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      detach(attachment);
      onClose.run();
    }
  }
}
