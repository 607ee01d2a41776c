package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.Message;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.HeldInput;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import dev.pipy.upstream.Target;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks an HTTP proxy for a tunnel and joins the stream with it.
///
/// ```text
/// IDLE --first event--> ASKING --2xx to CONNECT, 101 to an upgrade--> OPEN
///                          '--any other answer, end of stream--> ENDED
/// ```
public final class ConnectHttpTunnel implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.connectHTTPTunnel");

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline",
          ParamType.PIPELINE,
          "Gets the request as a message, then raw bytes; usually `muxHTTP` over `connect`.");
  private static final Param<Dynamic> TARGET =
      Param.required(
          "target",
          new ParamType<>(
              "string | Message | function",
              "'host:port', a Message or a function",
              "",
              value ->
                  value instanceof String || value instanceof Message || value instanceof Callback
                      ? Dynamic.of(value)
                      : null),
          "`'host:port'` to CONNECT to, or the whole request; asked for at the first event.");
  private static final Param<Callback> ON_STATE =
      Param.optional(
          "onState",
          ParamType.callback("(state: 'connecting' | 'connected' | 'closed') => any"),
          "Called with `'connecting'`, `'connected'` and `'closed'`.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "connectHTTPTunnel",
              FilterSpec.Category.HTTP,
              "Opens a tunnel through an HTTP proxy and joins the stream with it.")
          .described(
              """
              The pipeline, with a copy of the context, gets the request. Input waits until the answer
              agrees (from 64 KiB on its source is paused, beyond 1 MiB the stream ends with
              BufferOverflow). An answer that does not agree ends the stream: with Unauthorized for 401
              and 407, ConnectionTimeout for 504, else ConnectionRefused.\
              """)
          .takes(PIPELINE, TARGET)
          .options(ON_STATE)
          .events("Data, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(8000)
                .connectHTTPTunnel('proxy', 'example.com:443')

                .pipeline('proxy')
                .muxHTTP('connection', '')

                .pipeline('connection')
                .connect('127.0.0.1:3128')
              """)
          .makes(args -> {
            var layout = args.pipeline(PIPELINE);
            var target = args.get(TARGET);
            var onState = args.find(ON_STATE);
            return () -> new ConnectHttpTunnel(layout, target, onState);
          });

  private enum State {
    IDLE,
    ASKING,
    OPEN,
    ENDED
  }

  private final PipelineLayout layout;
  private final Dynamic target;
  private final @Nullable Callback onState;
  private @Nullable HeldInput held;
  private State state = State.IDLE;
  private @Nullable Pipeline tunnel;
  private @Nullable RequestHead request;

  private ConnectHttpTunnel(PipelineLayout layout, Dynamic target, @Nullable Callback onState) {
    this.layout = layout;
    this.target = target;
    this.onState = onState;
  }

  @Override
  public void handle(Event event, Stage stage) {
    switch (event) {
      case Event.Data _, Event.StreamEnd _ -> {}
      case Event.MessageStart _, Event.MessageEnd _ -> {
        if (state == State.IDLE) {
          ask(stage);
        }
        return;
      }
    }
    if (state == State.IDLE) {
      if (event instanceof Event.StreamEnd) {
        state = State.ENDED;
        stage.emit(event); // nothing was asked for
        return;
      }
      ask(stage);
    }
    switch (state) {
      case IDLE, ENDED -> event.release();
      case ASKING -> hold(event, stage);
      case OPEN -> Objects.requireNonNull(tunnel).input(event);
    }
  }

  private void ask(Stage stage) {
    var asked = request(target.get(stage.context()));
    if (asked == null) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .log("invalid target (expected: 'host:port' or a Message with a request head)");
      end(new Event.StreamEnd(StreamError.CANNOT_RESOLVE), stage);
      return;
    }
    state = State.ASKING;
    report("connecting", stage);
    var opened = layout.open(stage.context().copy(), event -> answered(event, stage));
    tunnel = opened;
    opened.start();
    asked.emitTo(opened::input);
  }

  private @Nullable Message request(@Nullable Object value) {
    try {
      return switch (value) {
        case String address when Target.parse(address) != null -> {
          var headers = new HttpHeaders();
          headers.set("host", address);
          request = new RequestHead("CONNECT", address, "HTTP/1.1", headers);
          yield new Message(request, null);
        }
        case Message message -> {
          request = RequestHead.of(message.head());
          yield message;
        }
        case null, default -> null;
      };
    } catch (IllegalHeaderException invalid) {
      return null;
    }
  }

  private void hold(Event event, Stage stage) {
    if (held == null) {
      held = new HeldInput(stage.worker());
    }
    if (!held.add(event)) {
      end(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW), stage);
    }
  }

  private void answered(Event event, Stage stage) {
    switch (state) {
      case ASKING -> {
        switch (event) {
          case Event.MessageStart(Head head, _) -> stage.guard(() -> decide(head, stage));
          case Event.StreamEnd(StreamError error) ->
              end(
                  new Event.StreamEnd(error == null ? StreamError.CONNECTION_REFUSED : error),
                  stage);
          case Event.Data _, Event.MessageEnd _ -> event.release();
        }
      }
      case OPEN -> {
        switch (event) {
          case Event.Data _ -> stage.emit(event);
          case Event.StreamEnd _ -> {
            report("closed", stage);
            stage.emit(event);
          }
          case Event.MessageStart _, Event.MessageEnd _ -> {}
        }
      }
      case IDLE, ENDED -> event.release();
    }
  }

  private void decide(@Nullable Head head, Stage stage) {
    int status = ResponseHead.of(head).status();
    var asked = Objects.requireNonNull(request);
    if (TunnelRules.mayFollow(asked) && TunnelRules.agree(asked, status)) {
      state = State.OPEN;
      report("connected", stage);
      if (held != null) {
        held.feed(Objects.requireNonNull(tunnel));
      }
    } else if (status >= 200) {
      LOG.atDebug().addKeyValue("status", status).log("tunnel refused");
      end(new Event.StreamEnd(error(status)), stage);
    }
  }

  private static StreamError error(int status) {
    return switch (status) {
      case 401, 407 -> StreamError.UNAUTHORIZED;
      case 504 -> StreamError.CONNECTION_TIMEOUT;
      default -> StreamError.CONNECTION_REFUSED;
    };
  }

  private void end(Event.StreamEnd end, Stage stage) {
    if (state == State.ASKING) {
      report("closed", stage);
    }
    close();
    stage.emit(end);
  }

  private void report(String now, Stage stage) {
    if (onState != null) {
      stage.guard(() -> onState.run(stage.context(), now));
    }
  }

  @Override
  public void drain(Stage stage) {
    if (tunnel != null) {
      tunnel.drain();
    }
  }

  @Override
  public boolean opensAtOnce() {
    return true;
  }

  @Override
  public void close() {
    state = State.ENDED;
    if (held != null) {
      held.release();
    }
    if (tunnel != null) {
      tunnel.close();
    }
  }
}
