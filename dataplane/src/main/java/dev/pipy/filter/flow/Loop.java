package dev.pipy.filter.flow;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.HeldInput;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// Feeds a pipeline with its own output. Confined to a worker.
public final class Loop implements Filter {

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "What gets the input, and all that it puts out again.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "loop", FilterSpec.Category.FLOW, "Feeds a pipeline with its own output as well.")
          .described(
              """
              What the pipeline puts out comes out, and goes in again in the next turn of the event
              loop; its end of stream only comes out. More than 1 MiB that waits to go in again ends
              the stream with BufferOverflow. The pipeline shares the context of the stream.
              """)
          .takes(PIPELINE)
          .events("any", "what the pipeline emits")
          .example(
              """
              pipy()

              .listen(8080)
                .loop('shorten')

              .pipeline('shorten')
                .replaceData(data => (data.shift(1), data.size > 0 ? data : undefined))
              """)
          .makes(args -> {
            var layout = args.pipeline(PIPELINE);
            return () -> new Loop(layout);
          });

  private final PipelineLayout layout;
  private @Nullable Pipeline pipeline;
  private @Nullable HeldInput again;
  private boolean isDue;
  private boolean isEnded;

  private Loop(PipelineLayout layout) {
    this.layout = layout;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (pipeline == null) {
      pipeline = layout.open(stage.context(), output -> emitted(output, stage));
    }
    pipeline.input(event);
  }

  @Override
  public void drain(Stage stage) {
    if (pipeline != null) {
      pipeline.drain();
    }
  }

  @Override
  public void close() {
    isEnded = true;
    if (again != null) {
      again.release();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }

  private void emitted(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (event instanceof Event.StreamEnd) {
      end(event, stage);
      return;
    }
    if (again == null) {
      again = new HeldInput(stage.worker());
    }
    var copy = event.share();
    if (!again.add(copy)) {
      event.release();
      end(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW), stage);
      return;
    }
    if (!isDue) {
      isDue = true;
      stage.worker().loop().execute(() -> stage.guard(this::feedAgain));
    }
    stage.emit(event);
  }

  /// What is there now; what comes of it is for the next turn.
  private void feedAgain() {
    isDue = false;
    var waiting = again;
    again = null;
    if (waiting == null) {
      return;
    }
    for (var event = waiting.poll(); event != null; event = waiting.poll()) {
      if (isEnded || pipeline == null) {
        event.release();
      } else {
        pipeline.input(event);
      }
    }
    waiting.resume();
  }

  private void end(Event end, Stage stage) {
    isEnded = true;
    if (again != null) {
      again.release();
    }
    if (pipeline != null) {
      stage.worker().atTurnEnd(pipeline::close);
    }
    stage.emit(end);
  }
}
