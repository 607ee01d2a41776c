package dev.pipy.program;

import dev.pipy.inspect.Probes;
import dev.pipy.inspect.Tap;
import dev.pipy.inspect.TapObservation;
import dev.pipy.inspect.TapOptions;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.program.Inspection.TapPlace;
import dev.pipy.worker.Survey;
import dev.pipy.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A tap into the layouts of one program: of the generation that is active, and of the next one as
/// soon as there is one. The observers that it leaves in open pipelines pass everything on.
final class LiveTap implements TapSession {

  /// How long a new generation may be active before the tap notices.
  private static final Duration LOOK = Duration.ofMillis(250);

  private final List<Worker> workers;
  private final Program program;
  private final TapPlace place;
  private final Tap tap;
  private final Runnable onClose;
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private volatile Attachment attachment;

  /// What it looks at.
  record Attachment(
      Generation generation, TapPoint point, TapObservation observation, List<Integer> silent) {

    /// The layouts of its pipeline, of one worker.
    List<PipelineLayout> layouts(int worker) {
      return LiveTap.layouts(generation, worker, point.pipeline().id());
    }
  }

  /// Throws IllegalArgumentException whose message begins with the name of the parameter at fault.
  LiveTap(
      List<Worker> workers, Program program, TapPlace place, TapOptions options, Runnable onClose) {
    this.workers = workers;
    this.program = program;
    this.place = place;
    this.tap = new Tap(options);
    this.onClose = onClose;
    var generation = program.current();
    if (generation == null) {
      throw new IllegalArgumentException("program: " + program.name() + " does not run");
    }
    this.attachment = attach(generation, TapPoint.find(generation.loaded().graph(), place));
  }

  private Attachment attach(Generation generation, TapPoint point) {
    var observation = new TapObservation(tap, point.positions());
    var id = point.pipeline().id();
    var survey =
        Survey.of(
            workers,
            worker -> {
              if (!tap.isClosed()) {
                layouts(generation, worker.index(), id)
                    .forEach(layout -> Probes.add(layout, observation));
              }
              return true;
            });
    return new Attachment(generation, point, observation, survey.silent());
  }

  private static List<PipelineLayout> layouts(Generation generation, int worker, String id) {
    return generation.loaded().workers().get(worker).layouts(id);
  }

  private void detach(Attachment from) {
    for (var worker : workers) {
      worker
          .loop()
          .execute(() ->
              from.layouts(worker.index())
                  .forEach(layout -> Probes.remove(layout, from.observation())));
    }
  }

  /// What it looks at now, or did last.
  Attachment attachment() {
    return attachment;
  }

  @Override
  public ProgramGraph.Pipeline pipeline() {
    return attachment.point().pipeline();
  }

  @Override
  public List<String> places() {
    return attachment.point().titles();
  }

  @Override
  public List<Integer> silent() {
    return attachment.silent();
  }

  @Override
  public Tap.@Nullable Item poll(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      var moved = follow();
      if (moved != null) {
        return moved;
      }
      long rest = end - System.nanoTime();
      var item = tap.poll(Duration.ofNanos(Math.clamp(rest, 0, LOOK.toNanos())));
      if (item != null || rest <= 0 || tap.isClosed()) {
        return item;
      }
    }
  }

  /// Looks at the generation that is active now. Null if it still is the one before.
  private Tap.@Nullable Item follow() {
    var live = program.current();
    var before = attachment;
    if (live == before.generation() || tap.isClosed()) {
      return null;
    }
    if (live == null) {
      close();
      return new Tap.Ended("program " + program.name() + " was stopped");
    }
    try {
      var point =
          TapPoint.find(
              live.loaded().graph(),
              new TapPlace(
                  place.program(), before.point().pipeline().id(), place.after(), place.before()));
      var next = attach(live, point);
      attachment = next;
      detach(before);
      if (tap.isClosed()) {
        detach(next); // by another thread, which may not have seen it
      }
      return new Tap.Moved(live.number(), live.activation().revision());
    } catch (IllegalArgumentException gone) {
      close();
      return new Tap.Ended(
          "program "
              + program.name()
              + " was replaced by r"
              + live.activation().revision()
              + ", in which the place is gone: "
              + Objects.requireNonNull(gone.getMessage()));
    }
  }

  @Override
  public boolean isClosed() {
    return isClosed.get();
  }

  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      tap.close();
      detach(attachment);
      onClose.run();
    }
  }
}
