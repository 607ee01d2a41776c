package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives copies of all events to branches, and puts out what the first of them puts out that does.
/// Confined to a worker.
public final class ForkRace implements Filter {

  private static final int NOBODY = -1;

  private static final Param<PipelineRef> PIPELINE =
      Param.required("pipeline", ParamType.PIPELINE, "What each branch runs.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "forkRace",
              FilterSpec.Category.FLOW,
              "Gives a copy of each event to branches, and takes the output of the fastest.")
          .described(
              """
              Branches open at the first event, each with a copy of the context. The first that puts
              out anything wins: its output goes on, the others are ended. The events themselves do
              not go on.
              """)
          .takes(PIPELINE, Branches.INITIAL)
          .events("any", "what the fastest branch emits")
          .example(
              """
              pipy({ _target: '' })

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .forkRace('ask', [{ _target: 'localhost:8081' }, { _target: 'localhost:8082' }])

              .pipeline('ask')
                .muxHTTP('connection', () => _target)

              .pipeline('connection')
                .connect(() => _target)
              """)
          .makes(args -> {
            var branches = Branches.of(args, PIPELINE, false);
            return () -> new ForkRace(branches);
          });

  private final Branches made;
  private @Nullable List<Pipeline> branches;
  private int winner = NOBODY;

  private ForkRace(Branches made) {
    this.made = made;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (branches == null) {
      branches = made.open(stage, index -> output -> branchPutOut(index, output, stage));
    }
    for (int i = 0; i < branches.size(); i++) {
      if (winner == NOBODY || winner == i) {
        branches.get(i).input(event.share());
      }
    }
    event.release();
  }

  private void branchPutOut(int index, Event event, Stage stage) {
    if (winner == NOBODY) {
      winner = index;
      // not from inside the branch's own delivery
      stage.worker().atTurnEnd(this::endLosers);
    }
    if (winner == index) {
      stage.emit(event);
    } else {
      event.release();
    }
  }

  private void endLosers() {
    for (int i = 0; branches != null && i < branches.size(); i++) {
      if (i != winner) {
        branches.get(i).close();
      }
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
    if (branches != null) {
      branches.forEach(Pipeline::close);
    }
  }
}
