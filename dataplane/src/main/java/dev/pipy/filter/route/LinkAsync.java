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
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// Sends the stream through another pipeline, one turn of the event loop later. Confined to a
/// worker.
public final class LinkAsync implements Filter {

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline",
          ParamType.PIPELINE,
          "Where events go. Its output becomes the output of this filter.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "linkAsync",
              FilterSpec.Category.FLOW,
              "Sends the stream through another pipeline, one turn of the event loop later.")
          .described(
              """
              As `link` with one pipeline, but whoever feeds the filter goes on before the pipeline
              gets the event. Events wait in order, their source is paused from 64 KiB on, and more
              than 1 MiB ends the stream with BufferOverflow. The pipeline shares the context of the
              stream.
              """)
          .takes(PIPELINE)
          .events("any", "what the pipeline emits")
          .example(
              """
              pipy()

              .listen(8080)
                .linkAsync('answer')

              .pipeline('answer')
                .replaceData(new Data('thanks\\n'))
              """)
          .makes(args -> {
            var layout = args.pipeline(PIPELINE);
            return () -> new LinkAsync(layout);
          });

  private final PipelineLayout layout;
  private @Nullable HeldInput waiting;
  private @Nullable Pipeline pipeline;
  private boolean isDue;
  private boolean isEnded;

  private LinkAsync(PipelineLayout layout) {
    this.layout = layout;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (waiting == null) {
      waiting = new HeldInput(stage.worker());
    }
    if (!waiting.add(event)) {
      close();
      stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
    } else if (!isDue) {
      isDue = true;
      stage.worker().loop().execute(() -> stage.guard(() -> deliver(stage)));
    }
  }

  @Override
  public boolean opensAtOnce() {
    return layout.opensAtOnce();
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
    if (waiting != null) {
      waiting.release();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }

  private void deliver(Stage stage) {
    isDue = false;
    var events = waiting;
    if (isEnded || events == null) {
      return;
    }
    if (pipeline == null) {
      pipeline = layout.open(stage.context(), stage::emit);
    }
    events.feed(pipeline);
  }
}
