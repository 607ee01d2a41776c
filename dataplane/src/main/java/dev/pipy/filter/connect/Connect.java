package dev.pipy.filter.connect;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.options.AskedOptions;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.FailureLog;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.OutboundView;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.pipeline.Stage;
import dev.pipy.transport.Protocol;
import dev.pipy.transport.SocketOptions;
import dev.pipy.upstream.ConnectOptions;
import dev.pipy.upstream.Connector;
import dev.pipy.upstream.Outbound;
import dev.pipy.upstream.Target;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Opens a connection at the first event and joins the stream with it.
public final class Connect implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.connect");

  private static final Param<Dynamic> TARGET =
      Param.required(
          "target",
          new ParamType<>(
              "string | object | function",
              "a string, an IPEndpoint or a function",
              "",
              value ->
                  value instanceof String
                          || value instanceof ScriptObject
                          || value instanceof Callback
                      ? Dynamic.of(value)
                      : null),
          "Peer as `'host:port'` or `'[v6]:port'`, or an IPEndpoint; asked for at the first event, or"
              + " at once.");
  private static final Param<Protocol> PROTOCOL =
      Param.withDefault(
          "protocol",
          ParamType.PROTOCOL,
          Protocol.TCP,
          "'tcp'",
          "What the peer speaks. With `'udp'` each Data is one datagram.");
  private static final Param<Long> BUFFER_LIMIT =
      Param.withDefault(
          "bufferLimit",
          ParamType.SIZE,
          0L,
          "0",
          "Unsent bytes at which the connection is given up with BufferOverflow; 0 is never. Datagrams beyond it are dropped; 0 is 4m there.");
  private static final Param<Long> CONGESTION_LIMIT =
      Param.withDefault(
          "congestionLimit",
          ParamType.SIZE,
          1L << 20,
          "'1m'",
          "Unsent bytes at which whoever feeds the connection stops reading.");
  private static final Param<Integer> RETRY_COUNT =
      Param.withDefault(
          "retryCount",
          ParamType.INTEGER,
          0,
          "0",
          "Further attempts when resolving or connecting fails; -1 is without end.");
  private static final Param<Duration> RETRY_DELAY =
      Param.withDefault(
          "retryDelay", ParamType.DURATION, Duration.ZERO, "0", "Pause between attempts.");
  private static final Param<Duration> CONNECT_TIMEOUT =
      Param.withDefault(
          "connectTimeout",
          ParamType.DURATION,
          Duration.ZERO,
          "0",
          "Longest time for resolving, and for each address tried; four times that for an attempt; 0 is 60 s.");
  private static final Param<Duration> READ_TIMEOUT =
      Param.withDefault(
          "readTimeout",
          ParamType.DURATION,
          Duration.ZERO,
          "0",
          "Longest time without a byte from the peer; 0 is no limit.");
  private static final Param<Duration> WRITE_TIMEOUT =
      Param.withDefault(
          "writeTimeout",
          ParamType.DURATION,
          Duration.ZERO,
          "0",
          "Longest time in which the peer takes nothing of what waits to be sent; 0 is no limit.");
  private static final Param<Duration> IDLE_TIMEOUT =
      Param.withDefault(
          "idleTimeout",
          ParamType.DURATION,
          Duration.ofSeconds(60),
          "'60s'",
          "Longest time without a byte either way; 0 is no limit.");
  private static final Param<Boolean> KEEP_ALIVE =
      Param.withDefault(
          "keepAlive", ParamType.BOOLEAN, true, "true", "Whether the system probes an idle peer.");
  private static final Param<Boolean> NO_DELAY =
      Param.withDefault(
          "noDelay", ParamType.BOOLEAN, true, "true", "Whether small writes go out at once.");

  private static final String LOCAL = "an address such as '10.0.0.1' or '10.0.0.1:5000'";
  private static final Param<Dynamic> BIND =
      Param.optional(
          "bind",
          new ParamType<>(
              "string | function",
              LOCAL + ", or a function",
              "",
              value ->
                  value instanceof Callback || local(value) != null ? Dynamic.of(value) : null),
          "Our own address, `'ip'` or `'ip:port'`, if the system shall not choose it. A function is"
              + " called when the connection is opened; what it leaves out the system chooses.");
  private static final Param<Callback> ON_STATE =
      Param.optional(
          "onState",
          ParamType.callback("(outbound: Outbound) => any"),
          "Called with an object at each step: `state` is 'idle' (before the first attempt, and between"
              + " two), 'resolving', 'open' and then 'connecting' for each address, 'connected' and"
              + " 'closed'. `error` says why it closed if not in order; `remoteAddress` and"
              + " `remotePort` are there from 'open' on, `localAddress` and `localPort` once it"
              + " stands. `close()` ends it in order.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "connect",
              FilterSpec.Category.TCP,
              "Opens a connection and joins the stream with it.")
          .described(
              """
              Data goes to the peer, what the peer sends comes out. A name is resolved without
              blocking, and every address is tried. StreamEnd half-closes: the peer's answer still
              arrives. Data before the connection stands is kept.

              On a port it connects as soon as a client has, so that the peer may speak first, if
              all that stands before it is `handleStreamStart` with a function without parameters,
              `handleStreamEnd`, `print`, `dump`, or the way through `link` without conditions or
              `chain`. Behind other filters it connects with what they let through.

              Ends the stream with CannotResolve,
              ConnectionRefused, ConnectionTimeout, ReadError, WriteError, ConnectionReset,
              ReadTimeout, WriteTimeout, IdleTimeout or BufferOverflow.

              Over UDP, each Data is sent as one datagram, and each datagram from the peer is one
              Data; empty ones are not sent, and one of more than 65,507 bytes ends the stream with
              WriteError. A peer that refuses (ICMP port unreachable) ends it with
              ConnectionRefused. UDP has no end: after StreamEnd answers are still heard, and
              `idleTimeout` ends the stream in order.\
              """)
          .takes(TARGET)
          .options(
              PROTOCOL,
              BUFFER_LIMIT,
              CONGESTION_LIMIT,
              RETRY_COUNT,
              RETRY_DELAY,
              CONNECT_TIMEOUT,
              READ_TIMEOUT,
              WRITE_TIMEOUT,
              IDLE_TIMEOUT,
              KEEP_ALIVE,
              NO_DELAY,
              BIND,
              ON_STATE)
          .events("Data, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(8000)
                .connect('127.0.0.1:8080', { connectTimeout: '5s' })
              """)
          .asksForOptions()
          .makes(args -> {
            var target = args.get(TARGET);
            var connector = args.host().service(Connector.class);
            var all = args.host().outbounds();
            var failures = new FailureLog(LOG, Level.WARN, "no connection to a server", "target");
            return AskedOptions.of(
                args,
                true,
                chosen -> {
                  var options = options(chosen);
                  var bind = chosen.find(BIND);
                  var onState = chosen.find(ON_STATE);
                  return () ->
                      new Connect(connector, target, options, bind, onState, all, failures);
                });
          });

  private final Connector connector;
  private final Dynamic target;
  private final ConnectOptions options;
  private final @Nullable Dynamic bind;
  private final @Nullable Callback onState;
  private final Set<OutboundView> all;
  private final FailureLog failures;
  private @Nullable Outbound outbound;
  private @Nullable OutboundStates states;
  private boolean isOver;

  private Connect(
      Connector connector,
      Dynamic target,
      ConnectOptions options,
      @Nullable Dynamic bind,
      @Nullable Callback onState,
      Set<OutboundView> all,
      FailureLog failures) {
    this.connector = connector;
    this.target = target;
    this.options = options;
    this.bind = bind;
    this.onState = onState;
    this.all = all;
    this.failures = failures;
  }

  private static ConnectOptions options(Args args) {
    int congestion = (int) Math.min(args.get(CONGESTION_LIMIT), Integer.MAX_VALUE / 2);
    var socket =
        new SocketOptions(
            args.get(IDLE_TIMEOUT),
            args.get(READ_TIMEOUT),
            args.get(WRITE_TIMEOUT),
            congestion,
            args.get(BUFFER_LIMIT),
            args.get(KEEP_ALIVE),
            args.get(NO_DELAY));
    return new ConnectOptions(
        args.get(PROTOCOL),
        socket,
        args.get(CONNECT_TIMEOUT),
        args.get(RETRY_COUNT),
        args.get(RETRY_DELAY));
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isOver) {
      event.release();
      return;
    }
    if (event instanceof Event.StreamEnd end && (outbound == null || end.error() != null)) {
      // nothing was asked of the peer, or the asker failed: there is no answer to wait for
      close();
      stage.emit(event);
      return;
    }
    if (outbound == null) {
      outbound = open(event, stage);
      if (outbound == null) {
        return;
      }
    }
    switch (event) {
      case Event.Data _, Event.StreamEnd _ -> outbound.send(event);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private @Nullable Outbound open(Event event, Stage stage) {
    var asked = target.get(stage.context());
    var parsed =
        switch (asked) {
          case String text -> Target.parse(text);
          case ScriptObject endpoint -> Target.parse(endpoint.text());
          case null, default -> null;
        };
    if (parsed == null) {
      LOG.atError()
          .addKeyValue("target", asked)
          .addKeyValue("at", stage.location())
          .log("invalid target (expected: 'host:port')");
      isOver = true;
      event.release();
      stage.emit(new Event.StreamEnd(StreamError.CANNOT_RESOLVE));
      return null;
    }
    var chosen = bound(stage);
    // later, because a callback is running
    Runnable later = () -> stage.worker().loop().execute(() -> end(stage));
    var progress = new OutboundStates(onState, stage, all, later);
    states = progress;
    progress.idle();
    // first, for the attempt may fail at once
    stage.context().upstreamCounts(connector.counts(stage.worker(), parsed));
    return new Outbound(
        stage.worker(),
        connector,
        parsed,
        chosen,
        new Outbound.Receiver() {
          @Override
          public void resolving() {
            progress.resolving();
          }

          @Override
          public void connecting(InetSocketAddress remote) {
            progress.open(remote);
            progress.connecting();
          }

          @Override
          public void connected(InetSocketAddress local, InetSocketAddress remote) {
            progress.connected(local, remote);
          }

          @Override
          public void waiting() {
            progress.idle();
          }

          @Override
          public void received(Event answer) {
            stage.guard(() -> answered(answer, stage));
          }

          @Override
          public void unreachable(StreamError error, String why) {
            failures.report(stage, parsed.toString(), error, why);
          }
        });
  }

  /// A script wants no more of the connection.
  private void end(Stage stage) {
    if (!isOver) {
      close();
      stage.guard(() -> stage.emit(Event.StreamEnd.CLEAN));
      stage.context().changes().note(stage.worker());
    }
  }

  private ConnectOptions bound(Stage stage) {
    var value = bind == null ? null : bind.get(stage.context());
    if (value == null) {
      return options;
    }
    var local = local(value);
    if (local == null) {
      throw UnusableResult.report(stage, value, LOCAL);
    }
    return options.from(local);
  }

  private static @Nullable InetSocketAddress local(Object value) {
    if (!(value instanceof String text)) {
      return null;
    }
    var address = NetUtil.createInetAddressFromIpAddressString(text);
    if (address != null) {
      return new InetSocketAddress(address, 0);
    }
    var target = Target.parse(text);
    return target == null ? null : target.literal();
  }

  private void answered(Event event, Stage stage) {
    if (event instanceof Event.StreamEnd(StreamError error)) {
      if (states != null) {
        states.closed(error);
      }
      if (error != null) {
        isOver = true;
        LOG.atDebug()
            .addKeyValue("target", target)
            .addKeyValue("error", error.code())
            .log("connection failed");
      }
    }
    stage.emit(event);
    stage.context().changes().note(stage.worker());
  }

  @Override
  public boolean opensAtOnce() {
    return true;
  }

  @Override
  public void close() {
    isOver = true;
    if (outbound != null) {
      outbound.close();
    }
    if (states != null) {
      states.closed(null);
    }
  }
}
