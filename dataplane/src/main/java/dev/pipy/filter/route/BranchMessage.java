package dev.pipy.filter.route;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.Message;
import dev.pipy.event.Payload;
import dev.pipy.filter.spec.FilterSpec;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Sends the stream through the first of several pipelines whose condition holds for a message.
public final class BranchMessage implements FirstMatch.Moment {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "branchMessage",
              FilterSpec.Category.FLOW,
              "Sends the stream through the first pipeline that is meant for its whole message.")
          .described(
              """
              As `branch`, but the conditions are called with a whole Message, and only at the end of
              one. Until then the message waits, so it must be smaller than 1 MiB.
              """)
          .takes(Branch.CONDITION, Branch.PIPELINE)
          .variadic()
          .events("any", "what the pipeline emits")
          .example(
              """
              pipy()

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .branchMessage(
                  message => message.body.size > 1000,
                  $=>$.replaceMessage(new Message({ status: 413 }, 'too much\\n')),
                  $=>$.replaceMessage(new Message('thanks\\n'))
                )
              """)
          .makes(args -> {
            var routes = Branch.routes(args);
            return () -> new FirstMatch(routes, new BranchMessage());
          });

  private @Nullable Head head;
  private @Nullable Bytes body;

  private BranchMessage() {}

  @Override
  public @Nullable Object argument(Event event) {
    switch (event) {
      case Event.MessageStart start -> {
        head = start.head();
        body = new Bytes();
      }
      case Event.Data(ByteBuf bytes) -> {
        if (body != null) {
          body.push(bytes);
        }
      }
      case Event.MessageEnd(Head tail, Payload payload) -> {
        if (body != null) {
          var message = new Message(head, body, tail, payload);
          body = null;
          return message;
        }
      }
      case Event.StreamEnd _ -> body = null;
    }
    return null;
  }
}
