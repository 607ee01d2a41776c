package dev.pipy.filter.socks;

import dev.pipy.codec.socks.SocksRequest;
import dev.pipy.codec.socks.SocksServer;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.Truth;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Serves SOCKS, and feeds what follows the handshake to a pipeline.
///
/// ```text
/// SHAKING --granted--> OPEN
///     '--refused, malformed, end of stream, too late--> ENDED
/// ```
public final class AcceptSocks implements PromiseGate.Step {

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "Gets what the client sends after its handshake.");
  private static final Param<Callback> HANDLER =
      Param.required(
          "handler",
          ParamType.callback("(target: any, port: number, user?: string) => any"),
          "Called with host, port and user; says whether to connect, or a promise of that. The host is"
              + " a name or an address, of IPv6 in brackets; the user is undefined if the client says"
              + " none. With `({ domain, ip, port, id }) => ...`, or a single parameter and the pipeline"
              + " given by `.to()`, it is called with an object instead, which has either `domain` or"
              + " `ip`, without brackets.");
  private static final Param<Callback> AUTHENTICATE =
      Param.optional(
          "authenticate",
          ParamType.callback("(user: string, password: string) => any"),
          "Called with a user's name and password (RFC 1929); says whether they are good. Clients"
              + " that offer none, and those of SOCKS 4, are refused then.");
  private static final Param<Duration> HANDSHAKE_TIMEOUT =
      Param.withDefault(
          "handshakeTimeout",
          ParamType.DURATION,
          Duration.ofSeconds(10),
          "'10s'",
          "Longest time from the first byte until the handshake is done.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "acceptSOCKS",
              FilterSpec.Category.TCP,
              "Serves SOCKS 4, 4a and 5 and hands the tunnel to a pipeline.")
          .described(
              """
              The pipeline shares the context of the stream. It is opened when the function agrees, and
              its first event is an empty Data. Only CONNECT is served. A client that is refused gets
              the answer that its version has for that, and the stream ends; what is no SOCKS ends it
              with ProtocolError, a handshake that takes too long with ReadTimeout.
              """)
          .takes(PIPELINE, HANDLER)
          .options(AUTHENTICATE, HANDSHAKE_TIMEOUT)
          .events("Data, StreamEnd", "the answers, then what the pipeline emits")
          .example(
              """
              pipy({ _target: '' })
                .listen(1080)
                .acceptSOCKS('tunnel', (host, port) => (
                  _target = `${host}:${port}`,
                  true
                ))

                .pipeline('tunnel')
                .connect(() => _target)
              """)
          .makes(args -> {
            var settings =
                new Settings(
                    args.pipeline(PIPELINE),
                    args.get(HANDLER),
                    wantsObject(args),
                    args.find(AUTHENTICATE),
                    args.get(HANDSHAKE_TIMEOUT));
            return () -> new PromiseGate(new AcceptSocks(settings));
          });

  /// What the filter's definition says.
  ///
  /// @param wantsObject whether `handler` is called with an object
  private record Settings(
      PipelineLayout layout,
      Callback handler,
      boolean wantsObject,
      @Nullable Callback authenticate,
      Duration timeout) {}

  private final Settings settings;
  private final SocksServer server;
  private @Nullable Pipeline tunnel;
  private @Nullable LoopTimer timer;
  private boolean isEnded;

  /// A single parameter is the host where the name of the pipeline stands first, as it ever was.
  private static boolean wantsObject(Args args) {
    var handler = args.get(HANDLER);
    boolean isGivenByTo = args.positional().getFirst() instanceof PipelineRef;
    return handler.takesPattern() || (isGivenByTo && handler.parameterCount() == 1);
  }

  private AcceptSocks(Settings settings) {
    this.settings = settings;
    this.server = new SocksServer(settings.authenticate != null);
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    if (tunnel != null) {
      tunnel.input(event);
      return;
    }
    if (isEnded) {
      event.release();
      return;
    }
    switch (event) {
      case Event.Data(ByteBuf bytes) when bytes.isReadable() -> {
        if (timer == null) {
          timer = stage.worker().after(settings.timeout, () -> stage.guard(() -> expire(stage)));
        }
        shake(event, bytes, stage, gate);
      }
      case Event.StreamEnd _ -> {
        close();
        stage.emit(event);
      }
      case Event.Data _, Event.MessageStart _, Event.MessageEnd _ -> event.release();
    }
  }

  private void expire(Stage stage) {
    if (tunnel == null && !isEnded) {
      end(new Event.StreamEnd(StreamError.READ_TIMEOUT), stage);
    }
  }

  /// Works through the handshake as far as the bytes of `event` go, which is taken over.
  private void shake(Event event, ByteBuf bytes, Stage stage, PromiseGate gate) {
    while (!isEnded && bytes.isReadable()) {
      switch (server.read(bytes)) {
        case MORE -> reply(stage);
        case CHECK -> {
          var authenticate = settings.authenticate;
          var result =
              authenticate == null
                  ? null
                  : authenticate.call(stage.context(), server.user(), server.password());
          if (result instanceof Pending pending) {
            gate.await(
                pending,
                event,
                stage,
                value -> {
                  check(value, stage);
                  shake(event, bytes, stage, gate);
                });
            return;
          }
          check(result, stage);
        }
        case ASK -> {
          var result = ask(server.request(), stage);
          if (result instanceof Pending pending) {
            gate.await(pending, event, stage, value -> answer(value, event, stage));
          } else {
            answer(result, event, stage);
          }
          return;
        }
        case REFUSED -> {
          reply(stage);
          end(Event.StreamEnd.CLEAN, stage);
        }
        case MALFORMED -> end(new Event.StreamEnd(StreamError.PROTOCOL_ERROR), stage);
      }
    }
    event.release();
  }

  private @Nullable Object ask(SocksRequest asked, Stage stage) {
    return settings.wantsObject
        ? settings.handler.call(stage.context(), object(asked))
        : settings.handler.call(stage.context(), asked.host(), asked.port(), asked.user());
  }

  private static Map<String, @Nullable Object> object(SocksRequest asked) {
    var address = NetUtil.createByteArrayFromIpAddressString(asked.host()); // also in brackets
    var fields = new LinkedHashMap<String, @Nullable Object>();
    if (address == null) {
      fields.put("domain", asked.host());
    } else {
      fields.put("ip", NetUtil.bytesToIpAddress(address));
    }
    fields.put("port", asked.port());
    fields.put("id", asked.user());
    return fields;
  }

  private void check(@Nullable Object result, Stage stage) {
    if (isEnded) {
      return;
    }
    boolean isGood = Truth.of(result);
    server.checked(isGood);
    reply(stage);
    if (!isGood) {
      end(Event.StreamEnd.CLEAN, stage);
    }
  }

  private void answer(@Nullable Object result, Event rest, Stage stage) {
    if (isEnded) {
      rest.release();
      return;
    }
    boolean isGranted = Truth.of(result);
    server.answered(isGranted);
    if (!isGranted) {
      rest.release();
      reply(stage);
      end(Event.StreamEnd.CLEAN, stage);
      return;
    }
    stopTimer();
    var opened = settings.layout.open(stage.context(), stage::emit);
    tunnel = opened;
    reply(stage);
    // a peer behind it may be the one that speaks first
    opened.input(new Event.Data(Unpooled.EMPTY_BUFFER));
    if (rest instanceof Event.Data(ByteBuf bytes) && bytes.isReadable()) {
      opened.input(rest);
    } else {
      rest.release();
    }
  }

  private void reply(Stage stage) {
    byte[] reply = server.takeReply();
    if (reply != null) {
      stage.emit(new Event.Data(Unpooled.wrappedBuffer(reply)));
    }
  }

  private void end(Event.StreamEnd end, Stage stage) {
    close();
    stage.emit(end);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  @Override
  public boolean takesInput() {
    return tunnel == null ? !isEnded : tunnel.takesInput();
  }

  @Override
  public void drain() {
    if (tunnel != null) {
      tunnel.drain();
    }
  }

  @Override
  public void close() {
    isEnded = true;
    stopTimer();
    if (tunnel != null) {
      tunnel.close();
    }
  }
}
