package dev.pipy.filter.socks;

import dev.pipy.codec.socks.SocksClient;
import dev.pipy.codec.socks.SocksCredentials;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.ArgumentException;
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
import dev.pipy.worker.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a SOCKS 5 proxy for a tunnel and joins the stream with it.
///
/// ```text
/// IDLE --first event--> SHAKING --granted--> OPEN
///                          '--refused, malformed, end of stream, too late--> ENDED
/// ```
public final class ConnectSocks implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.connectSOCKS");

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "Leads to the proxy; usually nothing but `connect`.");
  private static final Param<Dynamic> TARGET =
      Param.required(
          "target",
          ParamType.STRING_OR_FUNCTION,
          "`'host:port'` to be connected to; the proxy resolves a name. Asked for at the first event.");
  private static final ParamType<Dynamic> CREDENTIAL =
      new ParamType<>(
          "string | function",
          "a string of 1 to 255 bytes or a function",
          "",
          value ->
              value instanceof Callback
                      || (value instanceof String text && SocksCredentials.isSendable(text))
                  ? Dynamic.of(value)
                  : null);
  private static final Param<Dynamic> USERNAME =
      Param.optional(
          "username",
          CREDENTIAL,
          "Who to say to be if the proxy asks (RFC 1929); needs `password`, too. A function is called"
              + " at the first event; if both return nothing, nobody is said to be.");
  private static final Param<Dynamic> PASSWORD =
      Param.optional(
          "password",
          CREDENTIAL,
          "Goes with `username`. Both cross the network as they are: SOCKS does not encrypt.");
  private static final Param<Duration> HANDSHAKE_TIMEOUT =
      Param.withDefault(
          "handshakeTimeout",
          ParamType.DURATION,
          Duration.ofSeconds(60),
          "'60s'",
          "Longest time until the proxy has agreed; it connects meanwhile.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "connectSOCKS",
              FilterSpec.Category.TCP,
              "Opens a tunnel through a SOCKS 5 proxy and joins the stream with it.")
          .described(
              """
              The pipeline shares the context of the stream. Input waits until the proxy agrees (from
              64 KiB on its source is paused, beyond 1 MiB the stream ends with BufferOverflow).
              Otherwise the stream ends: with Unauthorized if the proxy wants a password that is not
              given, or another one, ConnectionRefused if it does not connect, ProtocolError if it does
              not speak SOCKS 5, ConnectionTimeout if it takes too long, CannotResolve if the target is
              none.\
              """)
          .takes(PIPELINE, TARGET)
          .options(USERNAME, PASSWORD, HANDSHAKE_TIMEOUT)
          .events("Data, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(8000)
                .connectSOCKS('proxy', 'example.com:80')

                .pipeline('proxy')
                .connect('127.0.0.1:1080')
              """)
          .makes(args -> {
            var settings =
                new Settings(
                    args.pipeline(PIPELINE),
                    args.get(TARGET),
                    args.find(USERNAME),
                    args.find(PASSWORD),
                    args.get(HANDSHAKE_TIMEOUT));
            if ((settings.username == null) != (settings.password == null)) {
              throw new ArgumentException(
                  "options.username and options.password expect each other; one is missing");
            }
            return () -> new ConnectSocks(settings);
          });

  /// What the filter's definition says.
  private record Settings(
      PipelineLayout layout,
      Dynamic target,
      @Nullable Dynamic username,
      @Nullable Dynamic password,
      Duration timeout) {}

  private enum State {
    IDLE,
    SHAKING,
    OPEN,
    ENDED
  }

  private final Settings settings;
  private State state = State.IDLE;
  private @Nullable HeldInput held;
  private @Nullable SocksClient client;
  private @Nullable Pipeline tunnel;
  private @Nullable LoopTimer timer;

  private ConnectSocks(Settings settings) {
    this.settings = settings;
  }

  @Override
  public void handle(Event event, Stage stage) {
    switch (event) {
      case Event.Data _, Event.StreamEnd _ -> {}
      case Event.MessageStart _, Event.MessageEnd _ -> {
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
      case SHAKING -> hold(event, stage);
      case OPEN -> Objects.requireNonNull(tunnel).input(event);
    }
  }

  private void ask(Stage stage) {
    var address =
        settings.target.get(stage.context()) instanceof String text ? Target.parse(text) : null;
    var username = value(settings.username, stage);
    var password = value(settings.password, stage);
    var credentials =
        username instanceof String name && password instanceof String secret
            ? SocksCredentials.of(name, secret)
            : null;
    if (credentials == null && (username != null || password != null)) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .log(
              "invalid username or password (expected: two strings of 1 to 255 bytes, or nothing)");
      end(StreamError.RUNTIME_ERROR, stage);
      return;
    }
    client = address == null ? null : SocksClient.to(address.host(), address.port(), credentials);
    if (client == null) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .log("invalid target (expected: 'host:port', the host of 255 bytes at most)");
      end(StreamError.CANNOT_RESOLVE, stage);
      return;
    }
    state = State.SHAKING;
    timer =
        stage
            .worker()
            .after(
                settings.timeout,
                () -> stage.guard(() -> end(StreamError.CONNECTION_TIMEOUT, stage)));
    var opened =
        settings.layout.open(stage.context(), event -> stage.guard(() -> answered(event, stage)));
    tunnel = opened;
    send(client.greeting());
  }

  private static @Nullable Object value(@Nullable Dynamic option, Stage stage) {
    return option == null ? null : option.get(stage.context());
  }

  private void send(byte[] bytes) {
    Objects.requireNonNull(tunnel).input(new Event.Data(Unpooled.wrappedBuffer(bytes)));
  }

  private void hold(Event event, Stage stage) {
    if (held == null) {
      held = new HeldInput(stage.worker());
    }
    if (!held.add(event)) {
      end(StreamError.BUFFER_OVERFLOW, stage);
    }
  }

  private void answered(Event event, Stage stage) {
    switch (state) {
      case IDLE, ENDED -> event.release();
      case OPEN -> stage.emit(event);
      case SHAKING -> {
        switch (event) {
          case Event.Data(ByteBuf bytes) -> shake(event, bytes, stage);
          case Event.StreamEnd(StreamError error) ->
              end(error == null ? StreamError.CONNECTION_REFUSED : error, stage);
          case Event.MessageStart _, Event.MessageEnd _ -> event.release();
        }
      }
    }
  }

  private void shake(Event event, ByteBuf bytes, Stage stage) {
    var shaking = Objects.requireNonNull(client);
    while (state == State.SHAKING && bytes.isReadable()) {
      switch (shaking.read(bytes)) {
        case MORE -> {}
        case AUTHENTICATE -> send(shaking.authentication());
        case ASK -> send(shaking.request());
        case OPEN -> state = State.OPEN;
        case UNAUTHORIZED -> end(StreamError.UNAUTHORIZED, stage);
        case REFUSED -> end(StreamError.CONNECTION_REFUSED, stage);
        case UNREADABLE -> end(StreamError.READ_ERROR, stage);
        case MALFORMED -> end(StreamError.PROTOCOL_ERROR, stage);
      }
    }
    if (state == State.OPEN && bytes.isReadable()) {
      stage.emit(event); // before what is held can be answered
    } else {
      event.release();
    }
    if (state == State.OPEN) {
      open();
    }
  }

  private void open() {
    stopTimer();
    if (held != null) {
      held.feed(Objects.requireNonNull(tunnel));
    }
  }

  private void end(StreamError error, Stage stage) {
    if (state != State.ENDED) {
      close();
      stage.emit(new Event.StreamEnd(error));
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
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
  public boolean takesInput() {
    return state != State.ENDED && (tunnel == null || tunnel.takesInput());
  }

  @Override
  public void close() {
    state = State.ENDED;
    stopTimer();
    if (held != null) {
      held.release();
    }
    if (tunnel != null) {
      tunnel.close();
    }
  }
}
