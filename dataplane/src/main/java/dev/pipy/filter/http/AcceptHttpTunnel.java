package dev.pipy.filter.http;

import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers a request, and feeds what follows to a pipeline of its own if the answer opens a tunnel.
public final class AcceptHttpTunnel implements PromiseGate.Step {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.acceptHTTPTunnel");

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "Tunnel pipeline: the client's bytes, and back.");
  private static final Param<Callback> HANDLER =
      Param.required(
          "handler",
          ParamType.callback("(request: Message) => any"),
          "Gets the request as a Message and returns the answer, or a promise of it; nothing stands"
              + " for `200 OK`.");
  private static final Param<Long> MAX_BODY_SIZE =
      Param.withDefault(
          "maxBodySize",
          ParamType.SIZE,
          16L << 20,
          "'16m'",
          "Largest request body; a larger one is answered 413.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "acceptHTTPTunnel",
              FilterSpec.Category.HTTP,
              "Accepts HTTP tunnels: CONNECT, and switches of protocol.")
          .described(
              """
              Stands in the request pipeline of `demuxHTTP`. The answer opens a tunnel if it is 2xx to
              CONNECT, or 101 to a request with `upgrade` (but to `h2c`). Then the tunnel pipeline, with
              a copy of the context, gets an empty Data and all that the client sends from then on, and
              its output goes to the client. Any other answer is an ordinary one. If the function throws,
              or returns something that is no Message, the answer is 500.\
              """)
          .takes(PIPELINE, HANDLER)
          .options(MAX_BODY_SIZE)
          .events(
              "MessageStart, Data, MessageEnd, StreamEnd",
              "the answer, then what the pipeline emits")
          .example(
              """
              pipy({ _target: undefined })
                .listen(8000)
                .demuxHTTP('request')

                .pipeline('request')
                .acceptHTTPTunnel('tunnel', request => (
                  _target = request.head.path,
                  new Message({ status: request.head.method === 'CONNECT' ? 200 : 405 })
                ))

                .pipeline('tunnel')
                .connect(() => _target)
              """)
          .makes(args -> {
            var layout = args.pipeline(PIPELINE);
            var handler = args.get(HANDLER);
            long maxBodySize = args.get(MAX_BODY_SIZE);
            return () -> new PromiseGate(new AcceptHttpTunnel(layout, handler, maxBodySize));
          });

  private final PipelineLayout layout;
  private final Callback handler;
  private final WholeRequest request;
  private @Nullable Pipeline tunnel;

  private AcceptHttpTunnel(PipelineLayout layout, Callback handler, long maxBodySize) {
    this.layout = layout;
    this.handler = handler;
    this.request = new WholeRequest(maxBodySize);
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    if (tunnel != null) {
      tunnel.input(event);
    } else if (event instanceof Event.StreamEnd) {
      stage.emit(event);
    } else {
      var whole = request.add(event, stage);
      if (whole != null) {
        ask(whole, event, stage, gate);
      }
    }
  }

  private void ask(Message whole, Event end, Stage stage, PromiseGate gate) {
    // as it was received: what the script makes of it decides nothing
    var asked = RequestHead.of(whole.head());
    var result = handler.call(stage.context(), whole);
    if (result instanceof Pending pending) {
      gate.await(pending, end, stage, value -> answer(asked, value, stage));
    } else {
      answer(asked, result, stage);
    }
  }

  private void answer(RequestHead asked, @Nullable Object result, Stage stage) {
    var message =
        switch (result) {
          case null -> new Message(null, null);
          case Message given -> given;
          default -> null;
        };
    if (message == null) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .log("handler did not return a valid message, answering 500");
      stage.emit(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
    } else if (agrees(asked, message)) {
      open(message, stage);
    } else {
      message.emitTo(stage::emit);
    }
  }

  private static boolean agrees(RequestHead asked, Message answer) {
    try {
      return TunnelRules.mayFollow(asked)
          && TunnelRules.agree(asked, ResponseHead.of(answer.head()).status());
    } catch (IllegalHeaderException invalid) {
      return false; // whoever writes the head says what is wrong with it
    }
  }

  private void open(Message answer, Stage stage) {
    var opened = layout.open(stage.context().copy(), stage::emit);
    tunnel = opened;
    stage.emit(new Event.MessageStart(answer.head(), 0)); // it has no body (RFC 9110 section 9.3.6)
    stage.emit(Event.MessageEnd.PLAIN);
    // a peer behind it may be the one that speaks first
    opened.input(new Event.Data(Unpooled.EMPTY_BUFFER));
  }

  @Override
  public void close() {
    if (tunnel != null) {
      tunnel.close();
    }
  }
}
