package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Puts other events in the place of each message.
public final class ReplaceMessage implements PromiseGate.Step {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "replaceMessage",
              FilterSpec.Category.EVENT,
              "Puts other events in the place of each complete message.")
          .described(
              """
              The message is held back until it is complete; then the replacement goes on in its place.
              Behind `demuxHTTP` this answers a request. A literal Message may be used for any number
              of messages.

              A stream that ends in order inside a message ends the message too. If it fails there, the
              incomplete message is dropped; the end of the stream goes on in either case. Data outside
              of messages passes.
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
                .replaceMessage(request => new Message({ status: 201 }, request.body))
              """)
          .makes(args -> {
            BodyLimit.requireReplacement(args);
            var replacement = new Replacement(args.find(Replacement.PARAM));
            var limit = BodyLimit.of(args);
            return () -> new PromiseGate(new ReplaceMessage(replacement, limit));
          });

  private final Replacement replacement;
  private final BodyCollector collector;

  private ReplaceMessage(Replacement replacement, BodyLimit limit) {
    this.replacement = replacement;
    collector = new BodyCollector(limit);
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    switch (event) {
      case Event.MessageStart start -> collector.begin(start);
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
      resolve(event, message, isTooLarge, stage, gate);
    }
  }

  private void resolve(
      Event event, Message message, boolean isTooLarge, Stage stage, PromiseGate gate) {
    replacement.resolve(
        event,
        message,
        isTooLarge ? message.body() : null,
        stage,
        gate,
        () -> {
          if (event instanceof Event.StreamEnd) {
            stage.emit(event);
          }
        });
  }
}
