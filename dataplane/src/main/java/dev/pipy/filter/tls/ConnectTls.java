package dev.pipy.filter.tls;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.filter.tls.TlsOptions.CertificateSource;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.FilterFactory;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import dev.pipy.tls.Identity;
import dev.pipy.tls.TlsContext;
import dev.pipy.tls.TlsContexts;
import dev.pipy.tls.TlsSettings;
import dev.pipy.tls.TlsSettings.Verification;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Speaks TLS to a server: clear bytes go encrypted into a pipeline that leads there, and back.
public final class ConnectTls implements Filter {

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "Pipeline of the encrypted bytes, such as a `connect`.");
  private static final Param<Dynamic> SNI =
      Param.optional(
          "sni",
          ParamType.STRING_OR_FUNCTION,
          "Name of the server: sent to it, and looked for in its certificate. Asked for at the first"
              + " event. An address is only looked for.");
  private static final Param<Object> VERIFY =
      Param.withDefault(
          "verify",
          new ParamType<>(
              "boolean | 'chain' | function",
              "true, false, 'chain' or a function",
              "",
              value -> value instanceof Callback ? value : verification(value)),
          Verification.CHAIN_AND_NAME,
          "true",
          "Whether the server must prove who it is: that its certificate was issued by one of"
              + " `trusted`, or of the roots that come with the JVM, and is for the name in `sni`."
              + " `'chain'` leaves out the name; `false` takes any server for the right one; "
              + TlsOptions.VERIFY_FUNCTION
              + " Without `sni` any name passes.");
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

              A failed handshake ends the stream with Unauthorized. The log tells of each cause once
              per minute, and how often it was. Errors of the pipeline, such as ConnectionRefused, go
              on as they are. The server's close_notify becomes StreamEnd; an end without it is a
              ReadError, since bytes may be missing. StreamEnd sends close_notify.
              """)
          .takes(PIPELINE)
          .options(
              SNI,
              VERIFY,
              TlsOptions.ON_VERIFY,
              TlsOptions.TRUSTED,
              CERTIFICATE,
              ALPN,
              TlsOptions.MIN_VERSION,
              TlsOptions.MAX_VERSION,
              TlsOptions.CIPHERS,
              TlsOptions.DHPARAM,
              TlsOptions.HANDSHAKE,
              TlsOptions.ON_STATE,
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
  private @Nullable TlsBridge bridge;
  private @Nullable Pipeline pipeline;
  private boolean isOver;

  /// What the filter's definition says.
  ///
  /// @param fixed the context of every connection; null if the certificate is asked for
  private record Settings(
      PipelineLayout layout,
      TlsBridge.Settings bridge,
      TlsSettings tls,
      @Nullable Dynamic sni,
      @Nullable Callback certificate,
      @Nullable TlsContext fixed) {}

  private ConnectTls(Settings settings) {
    this.settings = settings;
  }

  private static FilterFactory link(Args args) {
    var contexts = args.host().service(TlsContexts.class);
    var verify = args.get(VERIFY);
    var verifier =
        TlsOptions.verifier(
            args, verify instanceof Callback function ? function : null, TlsSettings.Side.CLIENT);
    var verification =
        verifier == null && verify instanceof Verification byEngine ? byEngine : Verification.NONE;
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
      case CertificateSource.Fixed(Identity identity) ->
          tls = tls.withIdentity(TlsOptions.checked(args, identity, true));
      case CertificateSource.Asked(Callback function) -> asked = function;
    }
    var settings =
        new Settings(
            args.pipeline(PIPELINE),
            new TlsBridge.Settings(
                contexts,
                TlsSettings.Side.CLIENT,
                args.get(HANDSHAKE_TIMEOUT),
                TlsBridge.failureLog(Level.WARN, "TLS with a server failed"),
                args.find(TlsOptions.HANDSHAKE),
                args.find(TlsOptions.ON_STATE),
                verifier),
            tls,
            sni,
            asked,
            asked == null ? TlsOptions.context(args, contexts, tls) : null);
    return () -> new ConnectTls(settings);
  }

  private static @Nullable Verification verification(Object value) {
    return switch (value) {
      case Boolean verify -> verify ? Verification.CHAIN_AND_NAME : Verification.NONE;
      case String word when word.equals("chain") -> Verification.CHAIN;
      default -> null;
    };
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isOver) {
      event.release();
      return;
    }
    if (bridge == null) {
      if (event instanceof Event.StreamEnd) {
        isOver = true; // nothing was asked of the server
        stage.emit(event);
        return;
      }
      start(stage);
    }
    if (bridge != null) {
      bridge.send(event);
    }
  }

  private void start(Stage stage) {
    var name = serverName(stage);
    var identity = identity(stage);
    var started = new TlsBridge(stage, settings.bridge, event -> input(event, stage), stage::emit);
    bridge = started;
    started.serverName(name);
    if (settings.fixed != null) {
      started.start(settings.fixed, context -> context.newClientEngine(name));
    } else {
      started.start(settings.tls.withIdentity(identity), context -> context.newClientEngine(name));
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

  /// Feeds the pipeline that leads to the server.
  private void input(Event event, Stage stage) {
    var open = pipeline;
    if (open == null) {
      if (event instanceof Event.StreamEnd) {
        return; // nothing was sent
      }
      open = settings.layout.open(stage.context(), this::answered);
      pipeline = open;
    }
    open.input(event);
  }

  private void answered(Event event) {
    if (bridge != null) {
      bridge.receive(event);
    } else {
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
    if (bridge != null) {
      bridge.close();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
