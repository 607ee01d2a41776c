package dev.pipy.filter.tls;

import dev.pipy.codec.tls.ClientHello;
import dev.pipy.codec.tls.ClientHelloReader;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
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
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import dev.pipy.tls.Identity;
import dev.pipy.tls.TlsContext;
import dev.pipy.tls.TlsContexts;
import dev.pipy.tls.TlsFailures;
import dev.pipy.tls.TlsSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves TLS: what a client sends encrypted goes into a pipeline clear, and back.
///
/// ```text
///            ClientHello read           certificate, context known
///   READING -----------------> CHOOSING ---------------------------> the connection goes on
/// ```
public final class AcceptTls implements Filter, TlsConnection.Ends {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.tls");

  private static final Param<PipelineRef> PIPELINE =
      Param.required("pipeline", ParamType.PIPELINE, "Pipeline of the clear bytes.");
  private static final Param<CertificateSource> CERTIFICATE =
      Param.optional(
          "certificate",
          TlsOptions.CERTIFICATE_TYPE,
          "Who we are: an object `{cert, key}`, or a function that is called once per handshake with"
              + " the server name that the client asks for (undefined if it asks for none) and returns"
              + " such an object, a promise of one, or nothing to refuse.");
  private static final Param<Object> ALPN =
      Param.optional(
          "alpn",
          new ParamType<>(
              "string | array | function",
              "a protocol name, an array of those, or a function",
              "",
              value -> value instanceof Callback ? value : TlsOptions.PROTOCOLS_TYPE.read(value)),
          "Protocols spoken here, preferred first; a client that offers only others is refused. Or a"
              + " function that gets the client's protocols and returns the index of the chosen one,"
              + " -1 for none.");
  private static final Param<Duration> HANDSHAKE_TIMEOUT =
      Param.withDefault(
          "handshakeTimeout",
          ParamType.DURATION,
          Duration.ofSeconds(10),
          "'10s'",
          "Longest time until the handshake is done.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "acceptTLS",
              FilterSpec.Category.TCP,
              "Serves TLS and hands the clear bytes to a pipeline.")
          .described(
              """
              The pipeline shares the context of the stream. It is opened once the handshake is done,
              and its first event is an empty Data. With `trusted`, the client must present a
              certificate that one of those issued. Versions are 1.2 and 1.3 unless said otherwise.
              Sessions can be resumed, on every worker.

              A failed handshake ends the stream with Unauthorized, in the pipeline and towards the
              client, and is logged. The client's close_notify becomes StreamEnd; an end without it
              is a ReadError, since bytes may be missing. StreamEnd of the pipeline sends
              close_notify; with an error the connection is cut.
              """)
          .takes(PIPELINE)
          .options(
              CERTIFICATE,
              TlsOptions.TRUSTED,
              ALPN,
              TlsOptions.MIN_VERSION,
              TlsOptions.MAX_VERSION,
              TlsOptions.CIPHERS,
              TlsOptions.HANDSHAKE,
              HANDSHAKE_TIMEOUT)
          .events("Data, StreamEnd", "Data, StreamEnd")
          .example(
              """
              ((
                certificate = {
                  cert: new crypto.CertificateChain(pipy.load('/server.crt')),
                  key: new crypto.PrivateKey(pipy.load('/server.key')),
                },
              ) =>
                pipy()
                  .listen(8443)
                  .acceptTLS('clear', { certificate, alpn: ['http/1.1'] })

                  .pipeline('clear')
                  .demuxHTTP('request')

                  .pipeline('request')
                  .replaceMessage(new Message('Hi, there!'))
              )()
              """)
          .makes(AcceptTls::link);

  private final Settings settings;
  private final ClientHelloReader reader = new ClientHelloReader();
  private @Nullable Stage stage;
  private @Nullable TlsConnection connection;
  private @Nullable Pipeline pipeline;
  private @Nullable ClientHello hello;

  /// What the filter's definition says.
  ///
  /// @param fixed the context of every connection; null if it depends on the client
  private record Settings(
      TlsContexts contexts,
      PipelineLayout layout,
      TlsSettings tls,
      CertificateSource certificate,
      @Nullable Callback chooseProtocol,
      @Nullable TlsContext fixed,
      @Nullable Callback onHandshake,
      Duration handshakeLimit) {}

  private AcceptTls(Settings settings) {
    this.settings = settings;
  }

  private static FilterFactory link(Args args) {
    var contexts = args.host().service(TlsContexts.class);
    var tls = TlsOptions.settings(args, TlsSettings.Side.SERVER, TlsSettings.Verification.CHAIN);
    var alpn = args.find(ALPN);
    var chooseProtocol = alpn instanceof Callback function ? function : null;
    if (alpn instanceof List<?> names) {
      tls = tls.withProtocols(names.stream().map(String.class::cast).toList());
    }
    var certificate = args.find(CERTIFICATE);
    if (certificate == null) {
      throw new ArgumentException(
          "options.certificate expects " + TlsOptions.CERTIFICATE_TYPE.expectation());
    }
    TlsContext fixed = null;
    if (certificate instanceof CertificateSource.Fixed(Identity identity)) {
      tls = tls.withIdentity(identity);
      fixed = chooseProtocol == null ? TlsOptions.context(contexts, tls) : null;
    }
    var settings =
        new Settings(
            contexts,
            args.pipeline(PIPELINE),
            tls,
            certificate,
            chooseProtocol,
            fixed,
            args.find(TlsOptions.HANDSHAKE),
            args.get(HANDSHAKE_TIMEOUT));
    return () -> new AcceptTls(settings);
  }

  @Override
  public void handle(Event event, Stage stage) {
    this.stage = stage;
    switch (event) {
      case Event.Data(ByteBuf bytes) -> receive(bytes, connection(stage));
      case Event.StreamEnd(StreamError error) -> connection(stage).receiveEnd(error);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private TlsConnection connection(Stage stage) {
    if (connection == null) {
      connection =
          new TlsConnection(stage, settings.contexts.blocking(), settings.handshakeLimit, this);
    }
    return connection;
  }

  private void receive(ByteBuf bytes, TlsConnection connection) {
    boolean isNew = hello == null && !connection.isEnded();
    var progress = isNew ? reader.read(bytes) : ClientHelloReader.State.FOUND;
    connection.receive(bytes);
    if (isNew && !connection.isEnded()) {
      switch (progress) {
        case MORE -> {}
        case NONE -> connection.fail(StreamError.UNAUTHORIZED, "the client does not speak TLS");
        case FOUND -> {
          hello = reader.hello();
          attempt(connection, () -> choose(connection));
        }
      }
    }
  }

  private void choose(TlsConnection connection) {
    if (settings.fixed != null) {
      if (speaksOurs(settings.tls.protocols(), connection)) {
        connection.start(settings.fixed.newServerEngine());
      }
      return;
    }
    switch (settings.certificate) {
      case CertificateSource.Fixed(Identity identity) -> chooseProtocol(identity, connection);
      case CertificateSource.Asked(Callback function) -> {
        var name = asked().serverName();
        var result = function.call(open().context(), name);
        orLater(result, connection, value -> certified(value, connection));
      }
    }
  }

  private void certified(@Nullable Object value, TlsConnection connection) {
    var identity = TlsOptions.identity(value);
    if (identity != null) {
      chooseProtocol(identity, connection);
    } else if (value == null) {
      refuse(Alert.UNRECOGNIZED_NAME, "no certificate for the server name", connection);
    } else {
      throw UnusableResult.report(open(), value, TlsOptions.CERTIFICATE_TYPE.expectation());
    }
  }

  private void chooseProtocol(Identity identity, TlsConnection connection) {
    var tls = settings.tls.withIdentity(identity);
    var offered = asked().protocolNames();
    if (settings.chooseProtocol == null) {
      if (speaksOurs(tls.protocols(), connection)) {
        find(tls, connection);
      }
    } else if (offered == null) {
      find(tls, connection);
    } else {
      var result = settings.chooseProtocol.call(open().context(), offered);
      orLater(
          result, connection, index -> find(tls.withProtocols(chosen(index, offered)), connection));
    }
  }

  private static List<String> chosen(@Nullable Object index, List<String> offered) {
    return index instanceof Integer number && number >= 0 && number < offered.size()
        ? List.of(offered.get(number))
        : List.of();
  }

  private boolean speaksOurs(List<String> ours, TlsConnection connection) {
    var offered = asked().protocolNames();
    if (offered == null || ours.isEmpty() || ours.stream().anyMatch(offered::contains)) {
      return true;
    }
    refuse(
        Alert.NO_APPLICATION_PROTOCOL,
        "client speaks " + offered + " (expected: " + ours + ")",
        connection);
    return false;
  }

  private void refuse(Alert alert, String why, TlsConnection connection) {
    open().emit(new Event.Data(alert.record()));
    connection.fail(StreamError.UNAUTHORIZED, why);
  }

  private void find(TlsSettings tls, TlsConnection connection) {
    var found = settings.contexts.find(tls);
    if (found.isDone() && !found.isCompletedExceptionally()) {
      connection.start(found.join().newServerEngine());
      return;
    }
    var stage = open();
    found.whenComplete((context, failure) ->
        stage
            .worker()
            .loop()
            .execute(() ->
                stage.guard(() -> {
                  if (connection.isEnded()) {
                    return;
                  }
                  if (failure == null) {
                    connection.start(context.newServerEngine());
                  } else {
                    connection.fail(StreamError.UNAUTHORIZED, TlsFailures.explain(failure));
                  }
                })));
  }

  /// Goes on with what a function returned, at once or when its promise is settled.
  private void orLater(
      @Nullable Object result, TlsConnection connection, Consumer<@Nullable Object> then) {
    if (!(result instanceof Pending pending)) {
      then.accept(result);
      return;
    }
    var stage = open();
    pending.whenSettled(
        value -> stage.guard(() -> attempt(connection, () -> then.accept(value))),
        _ -> stage.guard(() -> connection.fail(StreamError.RUNTIME_ERROR, "script failed")));
  }

  /// The connection owns the bytes by now, so it is the connection that fails with a function.
  private static void attempt(TlsConnection connection, Runnable work) {
    try {
      if (!connection.isEnded()) {
        work.run();
      }
    } catch (CallFailure reported) {
      connection.fail(StreamError.RUNTIME_ERROR, "script failed");
    }
  }

  private ClientHello asked() {
    if (hello == null) {
      throw new IllegalStateException("the client has not said anything");
    }
    return hello;
  }

  private Stage open() {
    if (stage == null) {
      throw new IllegalStateException("no event came");
    }
    return stage;
  }

  @Override
  public void toPeer(ByteBuf bytes) {
    open().emit(new Event.Data(bytes));
  }

  @Override
  public void peerEnd(@Nullable StreamError error) {
    open().emit(Event.StreamEnd.of(error));
  }

  @Override
  public void established(String protocol) {
    var context = open().context();
    context.downstreamProtocol(protocol);
    if (settings.onHandshake != null) {
      try {
        settings.onHandshake.run(context, ConnectTls.handshakeFacts(protocol));
      } catch (CallFailure reported) {
        connection(open()).fail(StreamError.RUNTIME_ERROR, "script failed");
        return;
      }
    }
    pipeline().input(new Event.Data(Unpooled.EMPTY_BUFFER));
  }

  @Override
  public void fromPeer(ByteBuf bytes) {
    pipeline().input(new Event.Data(bytes));
  }

  @Override
  public void fromPeerEnd(@Nullable StreamError error) {
    pipeline().input(Event.StreamEnd.of(error));
  }

  @Override
  public void failed(StreamError error, String why) {
    LOG.atWarn()
        .addKeyValue("at", open().location())
        .addKeyValue("serverName", hello == null ? null : hello.serverName())
        .addKeyValue("error", error.code())
        .addKeyValue("cause", why)
        .log("TLS with a client failed");
  }

  private Pipeline pipeline() {
    if (pipeline == null) {
      pipeline = settings.layout.open(open().context(), this::answer);
    }
    return pipeline;
  }

  private void answer(Event event) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> connection(open()).send(bytes);
      case Event.StreamEnd(StreamError error) -> connection(open()).sendEnd(error);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
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
    if (connection != null) {
      connection.close();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
