package dev.pipy.program;

import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.Message;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A message into a pipeline of its own, and the first one that comes out of it, interim answers of
/// HTTP left out. Confined to its worker.
final class MessageExchange {

  /// The largest body of an answer that is collected, in bytes.
  private static final int LARGEST_BODY = 64 * 1024 * 1024;

  private final PipelineHost host;
  private final Outcome outcome;
  private final Pipeline pipeline;
  private @Nullable Head head;
  private Bytes body = new Bytes();
  private boolean isInterim;
  private boolean isOver;

  /// Who hears of the answer, one of the two and once, in a turn of its own; not after [#end].
  interface Outcome {

    /// The whole answer.
    void answered(Message answer);

    /// There is none.
    ///
    /// @param why such as "Bad Gateway"
    void failed(String why);
  }

  MessageExchange(PipelineHost host, PipelineLayout layout, Outcome outcome) {
    this.host = host;
    this.outcome = outcome;
    this.pipeline = layout.open(host.newContext(), this::received);
  }

  void start(Message request) {
    pipeline.start();
    request.emitTo(pipeline::input);
  }

  private void received(Event event) {
    if (isOver) {
      event.release();
      return;
    }
    switch (event) {
      case Event.MessageStart(Head given, _) -> {
        isInterim = given instanceof ResponseHead response && response.isInterim();
        head = given;
        body = new Bytes();
      }
      case Event.Data(ByteBuf bytes) -> collect(bytes);
      case Event.MessageEnd end -> {
        if (!isInterim) {
          var answer = new Message(head, body, end.tail(), null);
          settle(() -> outcome.answered(answer));
        }
      }
      case Event.StreamEnd _ -> settle(() -> outcome.failed("Bad Gateway"));
    }
  }

  private void collect(ByteBuf bytes) {
    boolean fits = body.size() + (long) bytes.readableBytes() <= LARGEST_BODY;
    if (fits) {
      body.push(bytes);
    }
    bytes.release();
    if (!fits) {
      settle(() -> outcome.failed("Answer Too Large"));
    }
  }

  private void settle(Runnable result) {
    isOver = true;
    // neither from inside the pipeline's own delivery nor from inside the script's call
    host.worker()
        .atTurnEnd(() -> {
          pipeline.close();
          result.run();
        });
  }

  /// Closes the pipeline; the answer is of no use any more.
  void end() {
    isOver = true;
    pipeline.close();
  }
}
