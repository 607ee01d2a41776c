package dev.pipy.filter.flow;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.Quantity;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.LoopTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a pipeline again with the same input when it asks for that. Confined to a worker.
///
/// ```text
///           StreamEnd('Replay')            delay is over: a new pipeline, all input again
///   RUNNING -------------------> WAITING --------------------------------> RUNNING
/// ```
public final class Replay implements Filter {

  private static final Event AGAIN = new Event.StreamEnd(StreamError.REPLAY);

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline",
          ParamType.PIPELINE,
          "What to run; if it ends its stream with `new StreamEnd('Replay')` it is run again.");

  private static final Param<Dynamic> DELAY =
      Param.optional(
          "delay",
          new ParamType<>(
              "duration | function",
              ParamType.DURATION.expectation() + ", or a function",
              "seconds",
              value ->
                  value instanceof Callback || Quantity.duration(value) != null
                      ? Dynamic.of(value)
                      : null),
          "How long to wait before each further run.");

  private static final Param<Long> BUFFER_LIMIT =
      Param.withDefault(
          "bufferLimit",
          ParamType.SIZE,
          1L << 20,
          "'1m'",
          "Input that is kept for further runs; with more of it, one that is asked for ends the stream"
              + " with BufferOverflow.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "replay",
              FilterSpec.Category.FLOW,
              "Runs a pipeline again with the same input when it asks for that.")
          .described(
              """
              All input so far is kept and given to the new run. What an earlier run has put out stays
              out. All runs share the context of the stream.
              """)
          .takes(PIPELINE)
          .options(DELAY, BUFFER_LIMIT)
          .events("any", "what the pipeline emits")
          .example(
              """
              pipy({ _attempts: 0 })

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .replay({ delay: '1s' }).to('attempt')

              .pipeline('attempt')
                .muxHTTP('connection', () => ++_attempts)
                .replaceMessage(answer =>
                  answer.head.status < 500 || _attempts === 3 ? answer : new StreamEnd('Replay')
                )

              .pipeline('connection')
                .connect('localhost:8081')
              """)
          .makes(args -> {
            var layout = args.pipeline(PIPELINE);
            var delay = args.find(DELAY);
            long bufferLimit = args.get(BUFFER_LIMIT);
            return () -> new Replay(layout, delay, bufferLimit);
          });

  private final PipelineLayout layout;
  private final @Nullable Dynamic delay;
  private final long bufferLimit;
  private final List<Event> input = new ArrayList<>();
  private long inputSize;
  private boolean isTooLarge;
  private int fed;
  private boolean isFeeding;
  private boolean isEnded;
  private @Nullable Pipeline current;
  private @Nullable LoopTimer timer;

  private Replay(PipelineLayout layout, @Nullable Dynamic delay, long bufferLimit) {
    this.layout = layout;
    this.delay = delay;
    this.bufferLimit = bufferLimit;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (isTooLarge) {
      forward(event);
      return;
    }
    input.add(event);
    inputSize += HeldEvents.cost(event);
    if (current == null && timer == null) {
      open(stage);
    }
    feed();
    if (inputSize > bufferLimit && !isEnded && !isFeeding) {
      forget(stage);
    }
  }

  @Override
  public void drain(Stage stage) {
    if (current != null) {
      current.drain();
    }
  }

  @Override
  public void close() {
    isEnded = true;
    if (timer != null) {
      timer.cancel();
    }
    release();
    if (current != null) {
      current.close();
    }
  }

  private void open(Stage stage) {
    fed = 0;
    var opened = new Pipeline[1];
    opened[0] =
        layout.open(
            stage.context(),
            event -> {
              // of an earlier run nothing is of interest
              if (opened[0] == current) {
                emitted(event, stage);
              } else {
                event.release();
              }
            });
    current = opened[0];
  }

  /// Gives the pipeline copies; what comes meanwhile waits behind them.
  private void feed() {
    if (isFeeding) {
      return;
    }
    isFeeding = true;
    try {
      for (var target = current; target != null && fed < input.size(); target = current) {
        var event = input.get(fed++);
        target.input(event.share());
      }
    } finally {
      isFeeding = false;
    }
  }

  private void forward(Event event) {
    if (current == null) {
      event.release();
    } else {
      current.input(event);
    }
  }

  private void emitted(Event event, Stage stage) {
    if (event.equals(AGAIN)) {
      again(stage);
    } else {
      stage.emit(event);
    }
  }

  private void again(Stage stage) {
    var last = current;
    current = null;
    if (last != null) {
      stage.worker().atTurnEnd(last::close);
    }
    if (isTooLarge) {
      overflow(stage);
      return;
    }
    timer =
        stage
            .worker()
            .after(
                pause(stage),
                () -> {
                  timer = null;
                  stage.guard(() -> {
                    open(stage);
                    feed();
                  });
                });
  }

  private Duration pause(Stage stage) {
    if (delay == null) {
      return Duration.ZERO;
    }
    var value = delay.get(stage.context());
    var pause = value == null ? Duration.ZERO : Quantity.duration(value);
    if (pause == null) {
      throw UnusableResult.report(stage, value, ParamType.DURATION.expectation());
    }
    return pause;
  }

  /// There will be no further run.
  private void forget(Stage stage) {
    isTooLarge = true;
    release();
    if (current == null) {
      overflow(stage);
    }
  }

  private void overflow(Stage stage) {
    close();
    stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
  }

  private void release() {
    input.forEach(Event::release);
    input.clear();
    fed = 0;
  }
}
