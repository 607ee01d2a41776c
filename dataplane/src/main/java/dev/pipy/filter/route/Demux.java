package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.filter.hold.OrderedOutputs;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.PausedReads;
import org.jspecify.annotations.Nullable;

/// Gives each message to a pipeline of its own and emits what they answer in the order of the
/// messages. Confined to a worker.
public final class Demux implements Filter {

  private static final int OPEN_BOUND = 100;

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "Gets one message; the first message it emits is used.");

  private static final Param<Dynamic> OUTPUT_COUNT =
      Param.withDefault(
          "outputCount",
          OutputCount.TYPE,
          Dynamic.of(1),
          "1",
          "Messages that answer one: a number, or a function that gets its MessageStart. With 0 none"
              + " is waited for; below 0 it is as many as without the sign, and later messages wait"
              + " until these are complete.");

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

              With `outputCount: 0`, what a pipeline emits is dropped; it goes on until it ends its
              stream, or until 100 later ones of the kind are open.
              """)
          .takes(PIPELINE)
          .options(OUTPUT_COUNT)
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
            var outputCount = args.get(OUTPUT_COUNT);
            return () -> new Demux(layout, outputCount);
          });

  private final PipelineLayout layout;
  private final Dynamic outputCount;
  private final PausedReads paused = new PausedReads();
  private @Nullable OrderedOutputs<Answer> outputs;
  private @Nullable UnansweredPipelines unanswered;

  /// Where the message under way goes; null between messages.
  private @Nullable Pipeline current;

  private OrderedOutputs<Answer>.@Nullable Slot slot;

  /// What came while an answer is waited for that all else has to wait for.
  private @Nullable HeldEvents waiting;

  private boolean inputEnded;
  private boolean isEnded;

  /// How far the answer to a message is.
  private static final class Answer {
    private final boolean isAlone;
    private int left;
    private boolean hasStarted;

    /// @param count messages, or less than 0 if later input waits for so many
    Answer(int count) {
      isAlone = count < 0;
      left = Math.abs(count);
    }
  }

  private Demux(PipelineLayout layout, Dynamic outputCount) {
    this.layout = layout;
    this.outputCount = outputCount;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
    } else if (waiting != null) {
      hold(waiting, event, stage);
    } else {
      demux(event, stage);
    }
  }

  private void demux(Event event, Stage stage) {
    switch (event) {
      case Event.MessageStart start -> {
        endMessage(Event.MessageEnd.PLAIN);
        begin(start, stage);
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

  private void begin(Event.MessageStart start, Stage stage) {
    int count = OutputCount.of(outputCount, start, stage);
    if (count == 0) {
      current = unanswered(stage).open(layout, stage.context().copy());
    } else {
      slot = outputs(stage).open(layout, stage.context().copy(), new Answer(count));
      current = slot.pipeline();
    }
    current.input(start);
  }

  /// Keeps input back until the answer that it waits for is complete.
  private void hold(HeldEvents events, Event event, Stage stage) {
    if (events.isFull() && !(event instanceof Event.StreamEnd)) {
      event.release();
      end(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW), stage);
      return;
    }
    events.add(event);
    paused.pause(stage.worker());
  }

  /// Goes on with what was kept back, at the end of the turn: this comes from inside an answer.
  private void goOn(Stage stage) {
    stage
        .worker()
        .atTurnEnd(() ->
            stage.guard(() -> {
              var events = waiting;
              waiting = null;
              while (events != null && !isEnded) {
                var event = events.poll();
                if (event == null) {
                  break;
                }
                handle(event, stage); // which may have to be kept back again, behind none
              }
              if (events != null) {
                events.release();
              }
              if (waiting == null) {
                paused.resume();
              }
            }));
  }

  @Override
  public void drain(Stage stage) {
    if (outputs != null) {
      outputs.drain();
    }
  }

  @Override
  public void close() {
    isEnded = true;
    if (outputs != null) {
      outputs.close();
    }
    if (unanswered != null) {
      unanswered.close();
    }
    if (waiting != null) {
      waiting.release();
    }
    paused.resume();
  }

  private void endMessage(Event end) {
    var message = current;
    var asked = slot;
    current = null;
    slot = null;
    if (message == null) {
      return;
    }
    boolean isAlone = asked != null && asked.tag().isAlone && asked.tag().left > 0;
    if (isAlone) {
      waiting = new HeldEvents(HeldEvents.USUAL_LIMIT);
    }
    message.input(end);
    if (asked != null) {
      asked.endInput();
    }
  }

  private void end(Event end, Stage stage) {
    if (!isEnded) {
      close();
      stage.emit(end);
    }
  }

  private UnansweredPipelines unanswered(Stage stage) {
    if (unanswered == null) {
      unanswered = new UnansweredPipelines(stage.worker(), OPEN_BOUND);
    }
    return unanswered;
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
          boolean hasStarted = answer.hasStarted;
          answer.hasStarted = false;
          if (hasStarted) {
            answer.left--;
            stage.emit(event);
          }
          yield hasStarted && isComplete(answer);
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
          answer.left = 0;
          yield isComplete(answer);
        }
      };
    }

    private boolean isComplete(Answer answer) {
      if (answer.left == 0 && answer.isAlone && waiting != null) {
        goOn(stage);
      }
      return answer.left == 0;
    }

    @Override
    public void allComplete() {
      if (inputEnded) {
        end(Event.StreamEnd.CLEAN, stage);
      }
    }
  }
}
