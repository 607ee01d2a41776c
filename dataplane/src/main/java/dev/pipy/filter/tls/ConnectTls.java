package dev.pipy.filter.tls;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.filter.tls.TlsOptions.CertificateSource;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.FilterFactory;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import dev.pipy.tls.Identity;
import dev.pipy.tls.TlsContext;
import dev.pipy.tls.TlsContexts;
import dev.pipy.tls.TlsFailures;
import dev.pipy.tls.TlsSettings;
import dev.pipy.tls.TlsSettings.Verification;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Speaks TLS to a server: clear bytes go encrypted into a pipeline that leads there, and back.
public final class ConnectTls implements Filter, TlsConnection.Ends {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.tls");

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "Pipeline of the encrypted bytes, such as a `connect`.");
  private static final Param<Dynamic> SNI =
      Param.optional(
          "sni",
          ParamType.STRING_OR_FUNCTION,
          "Name of the server: sent to it, and looked for in its certificate. Asked for at the first"
              + " event. An address is only looked for.");
  private static final Param<Verification> VERIFY =
      Param.withDefault(
          "verify",
          new ParamType<>(
              "boolean | 'chain'", "true, false or 'chain'", "", ConnectTls::verification),
          Verification.CHAIN_AND_NAME,
          "true",
          "Whether the server must prove who it is: that its certificate was issued by one of"
              + " `trusted`, or of the roots that come with the JVM, and is for the name in `sni`."
              + " `'chain'` leaves out the name; `false` takes any server for the right one.");
  private static final Param<CertificateSource> CERTIFICATE =
      Param.optional(
          "certificate",
          TlsOptions.CERTIFICATE_TYPE,
          "Who we are, if the server asks: an object `{cert, key}`, or a function that returns one or"
              + " nothing.");
  private static final Param<List<String>> ALPN =
      Param.optional(
          "alpn", TlsOptions.PROTOCOLS_TYPE, "Protocols offered to the server, preferred first.");
  private static final Param<Duration> HANDSHAKE_TIMEOUT =
      Param.withDefault(
          "handshakeTimeout",
          ParamType.DURATION,
          Duration.ofSeconds(30),
          "'30s'",
          "Longest time until the handshake is done; connecting counts.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "connectTLS", FilterSpec.Category.TCP, "Speaks TLS to a server through a pipeline.")
          .described(
              """
              The pipeline shares the context of the stream. The handshake starts at the first event;
              once it is done, an empty Data comes out. Sessions are resumed where the server lets
              us. Versions are 1.2 and 1.3 unless said otherwise.

              The server is verified, so `sni` must be there unless `verify` says otherwise. (In the
              original, nothing is verified without `trusted`, and the name never is.)

              A failed handshake ends the stream with Unauthorized and is logged; errors of the
              pipeline, such as ConnectionRefused, go on as they are. The server's close_notify
              becomes StreamEnd; an end without it is a ReadError, since bytes may be missing.
              StreamEnd sends close_notify.
              """)
          .takes(PIPELINE)
          .options(
              SNI,
              VERIFY,
              TlsOptions.TRUSTED,
              CERTIFICATE,
              ALPN,
              TlsOptions.MIN_VERSION,
              TlsOptions.MAX_VERSION,
              TlsOptions.CIPHERS,
              TlsOptions.HANDSHAKE,
              HANDSHAKE_TIMEOUT)
          .events("Data, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()
                .listen(8000)
                .connectTLS('server', { sni: 'www.example.com' })

                .pipeline('server')
                .connect('www.example.com:443')
              """)
          .makes(ConnectTls::link);

  private final Settings settings;
  private @Nullable Stage stage;
  private @Nullable TlsConnection connection;
  private @Nullable Pipeline pipeline;
  private @Nullable String serverName;
  private boolean isOver;

  /// What the filter's definition says.
  ///
  /// @param fixed the context of every connection; null if the certificate is asked for
  private record Settings(
      TlsContexts contexts,
      PipelineLayout layout,
      TlsSettings tls,
      @Nullable Dynamic sni,
      @Nullable Callback certificate,
      @Nullable TlsContext fixed,
      @Nullable Callback onHandshake,
      Duration handshakeLimit) {}

  private ConnectTls(Settings settings) {
    this.settings = settings;
  }

  private static FilterFactory link(Args args) {
    var contexts = args.host().service(TlsContexts.class);
    var verification = args.get(VERIFY);
    var sni = args.find(SNI);
    if (sni == null && verification == Verification.CHAIN_AND_NAME) {
      throw new ArgumentException(
          "options.sni: missing (expected: the name to verify the server by, or verify: 'chain' or"
              + " false)");
    }
    var tls = TlsOptions.settings(args, TlsSettings.Side.CLIENT, verification);
    var alpn = args.find(ALPN);
    if (alpn != null) {
      tls = tls.withProtocols(alpn);
    }
    Callback asked = null;
    var certificate = args.find(CERTIFICATE);
    switch (certificate) {
      case null -> {}
      case CertificateSource.Fixed(Identity identity) -> tls = tls.withIdentity(identity);
      case CertificateSource.Asked(Callback function) -> asked = function;
    }
    var settings =
        new Settings(
            contexts,
            args.pipeline(PIPELINE),
            tls,
            sni,
            asked,
            asked == null ? TlsOptions.context(contexts, tls) : null,
            args.find(TlsOptions.HANDSHAKE),
            args.get(HANDSHAKE_TIMEOUT));
    return () -> new ConnectTls(settings);
  }

  private static @Nullable Verification verification(Object value) {
    return switch (value) {
      case Boolean verify -> verify ? Verification.CHAIN_AND_NAME : Verification.NONE;
      case String word when word.equals("chain") -> Verification.CHAIN;
      default -> null;
    };
  }

  /// What the callback for the end of a handshake gets.
  static Map<String, @Nullable Object> handshakeFacts(String protocol) {
    return Collections.singletonMap("alpn", protocol.isEmpty() ? null : protocol);
  }

  @Override
  public void handle(Event event, Stage stage) {
    this.stage = stage;
    if (isOver) {
      event.release();
      return;
    }
    if (connection == null) {
      if (event instanceof Event.StreamEnd) {
        isOver = true; // nothing was asked of the server
        stage.emit(event);
        return;
      }
      start(stage);
    }
    var open = connection;
    if (open == null) {
      event.release();
      return;
    }
    switch (event) {
      case Event.Data(ByteBuf bytes) -> open.send(bytes);
      case Event.StreamEnd(StreamError error) -> open.sendEnd(error);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private void start(Stage stage) {
    serverName = serverName(stage);
    var identity = identity(stage);
    var started =
        new TlsConnection(stage, settings.contexts.blocking(), settings.handshakeLimit, this);
    connection = started;
    if (settings.fixed != null) {
      begin(settings.fixed, started);
      return;
    }
    var found = settings.contexts.find(settings.tls.withIdentity(identity));
    if (found.isDone() && !found.isCompletedExceptionally()) {
      begin(found.join(), started);
      return;
    }
    found.whenComplete((context, failure) ->
        stage
            .worker()
            .loop()
            .execute(() ->
                stage.guard(() -> {
                  if (started.isEnded()) {
                    return;
                  }
                  if (failure == null) {
                    begin(context, started);
                  } else {
                    started.fail(StreamError.UNAUTHORIZED, TlsFailures.explain(failure));
                  }
                })));
  }

  private void begin(TlsContext context, TlsConnection started) {
    try {
      started.start(context.newClientEngine(serverName));
    } catch (IllegalArgumentException invalid) {
      started.fail(StreamError.UNAUTHORIZED, "sni: " + serverName + " (expected: a host name)");
    }
  }

  private @Nullable String serverName(Stage stage) {
    if (settings.sni == null) {
      return null;
    }
    var value = settings.sni.get(stage.context());
    if (value instanceof String name && !name.isEmpty()) {
      return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
    if (value == null && settings.tls.verification() != Verification.CHAIN_AND_NAME) {
      return null;
    }
    isOver = true;
    throw UnusableResult.report(stage, value, "the server's name");
  }

  private @Nullable Identity identity(Stage stage) {
    if (settings.certificate == null) {
      return null;
    }
    var value = settings.certificate.call(stage.context());
    var identity = TlsOptions.identity(value);
    if (identity == null && value != null) {
      isOver = true;
      throw UnusableResult.report(stage, value, TlsOptions.CERTIFICATE_TYPE.expectation());
    }
    return identity;
  }

  private Stage open() {
    if (stage == null) {
      throw new IllegalStateException("no event came");
    }
    return stage;
  }

  @Override
  public void toPeer(ByteBuf bytes) {
    pipeline().input(new Event.Data(bytes));
  }

  @Override
  public void peerEnd(@Nullable StreamError error) {
    if (pipeline != null) {
      pipeline.input(Event.StreamEnd.of(error));
    }
  }

  @Override
  public void established(String protocol) {
    var context = open().context();
    context.upstreamProtocol(protocol);
    if (settings.onHandshake != null) {
      try {
        settings.onHandshake.run(context, handshakeFacts(protocol));
      } catch (CallFailure reported) {
        if (connection != null) {
          connection.fail(StreamError.RUNTIME_ERROR, "script failed");
        }
        return;
      }
    }
    open().emit(new Event.Data(Unpooled.EMPTY_BUFFER));
  }

  @Override
  public void fromPeer(ByteBuf bytes) {
    open().emit(new Event.Data(bytes));
  }

  @Override
  public void fromPeerEnd(@Nullable StreamError error) {
    open().emit(Event.StreamEnd.of(error));
  }

  @Override
  public void failed(StreamError error, String why) {
    LOG.atWarn()
        .addKeyValue("at", open().location())
        .addKeyValue("serverName", serverName)
        .addKeyValue("error", error.code())
        .addKeyValue("cause", why)
        .log("TLS with a server failed");
  }

  private Pipeline pipeline() {
    if (pipeline == null) {
      pipeline = settings.layout.open(open().context(), this::answered);
    }
    return pipeline;
  }

  private void answered(Event event) {
    var open = connection;
    switch (event) {
      case Event.Data(ByteBuf bytes) when open != null -> open.receive(bytes);
      case Event.StreamEnd(StreamError error) when open != null -> open.receiveEnd(error);
      case Event.Data _, Event.StreamEnd _, Event.MessageStart _, Event.MessageEnd _ ->
          event.release();
    }
  }

  @Override
  public void drain(Stage stage) {
    if (pipeline != null) {
      pipeline.drain();
    }
  }

  @Override
  public void close() {
    isOver = true;
    if (connection != null) {
      connection.close();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
