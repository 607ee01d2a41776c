package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Calls a function with the body of each complete message.
public final class HandleMessageBody implements PromiseGate.Step {

  private static final Param<Callback> CALLBACK =
      Param.required(
          "callback",
          ParamType.callback("(body: Data, number: number) => any"),
          "Called with the body as Data and its number in the stream, from 0 on; what"
              + " it returns is ignored, but a promise is waited for.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "handleMessageBody",
              FilterSpec.Category.EVENT,
              "Calls a function with the body of each complete message.")
          .described(
              """
              Events stream through as they come; a copy of the body is collected for the function, which runs
              before the end of the message is passed on.
              """)
          .takes(BodyLimit.PARAM, CALLBACK)
          .options(BodyLimit.OPTION)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .handleMessageBody(body => console.log(body.toString()))
                .replaceMessage(new Message('thanks\\n'))
              """)
          .makes(args -> {
            var callback = args.get(CALLBACK);
            var limit = BodyLimit.of(args);
            return () -> new PromiseGate(new HandleMessageBody(callback, limit));
          });

  private final Callback callback;
  private final BodyCollector collector;

  private HandleMessageBody(Callback callback, BodyLimit limit) {
    this.callback = callback;
    collector = new BodyCollector(limit);
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    switch (event) {
      case Event.MessageStart start -> {
        collector.begin(start);
        stage.emit(event);
      }
      case Event.Data(ByteBuf bytes) -> {
        collector.add(bytes);
        stage.emit(event);
      }
      case Event.MessageEnd end -> end(end, event, stage, gate);
      case Event.StreamEnd(StreamError error) -> {
        if (error != null) {
          collector.forget();
        }
        end(null, event, stage, gate);
      }
    }
  }

  @Override
  public void close() {
    collector.forget();
  }

  private void end(Event.@Nullable MessageEnd end, Event event, Stage stage, PromiseGate gate) {
    var message = collector.end(end, stage);
    if (message == null) {
      stage.emit(event);
    } else {
      gate.emitAfter(
          callback.run(stage.context(), Objects.requireNonNull(message.body()), gate.nextNumber()),
          event,
          stage);
    }
  }
}
