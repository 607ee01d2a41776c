package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.filter.hold.OrderedOutputs;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// Gives each message to a pipeline of its own and emits what they answer in the order of the
/// messages. Confined to a worker.
public final class Demux implements Filter {

  private static final int OPEN_BOUND = 100;

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "Gets one message; the first message it emits is used.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "demux",
              FilterSpec.Category.FLOW,
              "Gives each message to a pipeline of its own and keeps their answers in order.")
          .described(
              """
              All messages are worked on at once; their answers come out in the order of the messages.
              The oldest answer streams through, later ones wait. Reading pauses while 100 messages
              are open, or 1 MiB of later answers waits. Each pipeline has a copy of the context.

              A pipeline that ends its stream in order has answered: with an empty message if it
              emitted none. One that ends its stream with an error ends the whole stream with that
              error, after all earlier answers. Data outside of messages is dropped. The end of the
              stream goes on after the last answer.
              """)
          .takes(PIPELINE)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .decodeHTTPRequest()
                .demux('request')
                .encodeHTTPResponse()

              .pipeline('request')
                .replaceMessage(new Message('hello\\n'))
              """)
          .makes(args -> {
            var layout = args.pipeline(PIPELINE);
            return () -> new Demux(layout);
          });

  private final PipelineLayout layout;
  private @Nullable OrderedOutputs<Answer> outputs;
  private OrderedOutputs<Answer>.@Nullable Slot current;
  private boolean inputEnded;
  private boolean isEnded;

  /// How far the answer to a message is.
  private static final class Answer {
    private boolean hasStarted;
  }

  private Demux(PipelineLayout layout) {
    this.layout = layout;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    switch (event) {
      case Event.MessageStart _ -> {
        endMessage(Event.MessageEnd.PLAIN);
        current = outputs(stage).open(layout, stage.context().copy(), new Answer());
        current.input(event);
      }
      case Event.Data _ -> {
        if (current == null) {
          event.release();
        } else {
          current.input(event);
        }
      }
      case Event.MessageEnd _ -> endMessage(event);
      case Event.StreamEnd(StreamError error) -> {
        endMessage(error == null ? Event.MessageEnd.PLAIN : event);
        inputEnded = true;
        if (error != null || outputs(stage).isEmpty()) {
          end(event, stage);
        }
      }
    }
  }

  @Override
  public void drain(Stage stage) {
    if (outputs != null) {
      outputs.drain();
    }
  }

  @Override
  public void close() {
    if (outputs != null) {
      outputs.close();
    }
  }

  private void endMessage(Event end) {
    var message = current;
    if (message != null) {
      current = null;
      message.input(end);
      message.endInput();
    }
  }

  private void end(Event end, Stage stage) {
    if (!isEnded) {
      isEnded = true;
      outputs(stage).close();
      stage.emit(end);
    }
  }

  private OrderedOutputs<Answer> outputs(Stage stage) {
    if (outputs == null) {
      outputs =
          new OrderedOutputs<>(
              stage.worker(), OPEN_BOUND, HeldEvents.USUAL_LIMIT, new AnswersInOrder(stage));
    }
    return outputs;
  }

  private final class AnswersInOrder implements OrderedOutputs.Sink<Answer> {

    private final Stage stage;

    private AnswersInOrder(Stage stage) {
      this.stage = stage;
    }

    @Override
    public boolean accept(Answer answer, Event event) {
      return switch (event) {
        case Event.MessageStart _ -> {
          answer.hasStarted = true;
          stage.emit(event);
          yield false;
        }
        case Event.Data _ -> {
          if (answer.hasStarted) {
            stage.emit(event);
          } else {
            event.release();
          }
          yield false;
        }
        case Event.MessageEnd _ -> {
          if (answer.hasStarted) {
            stage.emit(event);
          }
          yield answer.hasStarted;
        }
        case Event.StreamEnd(StreamError error) -> {
          if (error != null) {
            end(event, stage);
            yield true;
          }
          if (!answer.hasStarted) {
            stage.emit(new Event.MessageStart(null, 0));
          }
          stage.emit(Event.MessageEnd.PLAIN);
          yield true;
        }
      };
    }

    @Override
    public void allComplete() {
      if (inputEnded) {
        end(Event.StreamEnd.CLEAN, stage);
      }
    }
  }
}
