package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.HeldInput;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.Stage;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives copies of all events to side branches, and lets the stream go on when they have ended.
/// Confined to a worker.
///
/// ```text
///   WAITING -- the last branch put out StreamEnd --> JOINED
///         \___ too much waits, closed ____________> ENDED
/// ```
public final class ForkJoin implements Filter {

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline",
          ParamType.PIPELINE,
          "What each branch runs; its output is dropped, but for the StreamEnd that ends it.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "forkJoin",
              FilterSpec.Category.FLOW,
              "Gives a copy of each event to side branches, and waits until they have ended.")
          .described(
              """
              Branches open at the first event, each with a copy of the context. What comes in goes to
              all of them at once and waits here until each has put out StreamEnd; then it goes on, and
              what comes later goes straight on. While events wait, their source is paused from 64 KiB
              on; beyond 1 MiB the stream ends with BufferOverflow.
              """)
          .takes(PIPELINE, Branches.INITIAL)
          .events("any", "the same")
          .example(
              """
              pipy({ _user: '' })

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .forkJoin('audit', [{ _user: 'a' }, { _user: 'b' }])
                .replaceMessage(new Message('audited\\n'))

              .pipeline('audit')
                .handleMessageEnd(() => console.log('asked for', _user))
                .replaceMessage(new StreamEnd)
              """)
          .makes(args -> {
            var branches = Branches.of(args, PIPELINE, false);
            return () -> new ForkJoin(branches);
          });

  private final Branches made;
  private final BitSet ended = new BitSet();
  private @Nullable List<Pipeline> branches;
  private @Nullable HeldInput held;
  private boolean isJoined;
  private boolean isOver;

  private ForkJoin(Branches made) {
    this.made = made;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isOver) {
      event.release();
      return;
    }
    if (branches == null) {
      held = new HeldInput(stage.worker());
      branches = made.open(stage, index -> output -> branchPutOut(index, output, stage));
    }
    for (var branch : branches) {
      branch.input(event.share());
    }
    if (isJoined) {
      stage.emit(event);
    } else if (held != null && !held.add(event)) {
      close();
      stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
    } else {
      joinIfEnded(stage);
    }
  }

  private void branchPutOut(int index, Event event, Stage stage) {
    event.release();
    if (event instanceof Event.StreamEnd) {
      ended.set(index);
      // not from inside the branch's own delivery
      stage.worker().atTurnEnd(() -> stage.guard(() -> joinIfEnded(stage)));
    }
  }

  private void joinIfEnded(Stage stage) {
    if (isJoined || isOver || branches == null || ended.cardinality() < branches.size()) {
      return;
    }
    isJoined = true;
    if (held != null) {
      for (var event = held.poll(); event != null; event = held.poll()) {
        stage.emit(event);
      }
      held.resume();
    }
  }

  @Override
  public void drain(Stage stage) {
    if (branches != null) {
      branches.forEach(Pipeline::drain);
    }
  }

  @Override
  public void close() {
    isOver = true;
    if (held != null) {
      held.release();
    }
    if (branches != null) {
      branches.forEach(Pipeline::close);
    }
  }
}
