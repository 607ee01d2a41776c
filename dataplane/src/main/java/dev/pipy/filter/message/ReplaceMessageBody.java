package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Puts other events in the place of the body of each message.
public final class ReplaceMessageBody implements PromiseGate.Step {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "replaceMessageBody",
              FilterSpec.Category.EVENT,
              "Puts other events, normally Data, in the place of the body of each message.")
          .described(
              """
              The start of a message goes on at once, with its length left open. The body is held back
              until it is complete; then the replacement goes on, and the end after it.

              A stream that ends in order inside a message ends the body too. If it fails there, the
              body is dropped. Data outside of messages passes.
              """)
          .takes(BodyLimit.PARAM, Replacement.PARAM)
          .options(BodyLimit.OPTION)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "any")
          .example(
              """
              pipy()

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .replaceMessageStart(new MessageStart({ status: 200 }))
                .replaceMessageBody(body => new Data(body.toString().toUpperCase()))
              """)
          .makes(args -> {
            BodyLimit.requireReplacement(args);
            var replacement = new Replacement(args.find(Replacement.PARAM));
            var limit = BodyLimit.of(args);
            return () -> new PromiseGate(new ReplaceMessageBody(replacement, limit));
          });

  private final Replacement replacement;
  private final BodyCollector collector;

  private ReplaceMessageBody(Replacement replacement, BodyLimit limit) {
    this.replacement = replacement;
    collector = new BodyCollector(limit);
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    switch (event) {
      case Event.MessageStart start -> {
        collector.begin(start);
        stage.emit(start.withUnknownLength());
      }
      case Event.Data(ByteBuf bytes) when collector.isCollecting() -> {
        collector.add(bytes);
        event.release();
      }
      case Event.Data _ -> stage.emit(event);
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
    boolean isTooLarge = collector.isTooLarge();
    var message = collector.end(end, stage);
    if (message == null) {
      stage.emit(event);
    } else {
      var body = Objects.requireNonNull(message.body());
      replacement.resolve(
          event, body, isTooLarge ? body : null, stage, gate, () -> stage.emit(event));
    }
  }
}
