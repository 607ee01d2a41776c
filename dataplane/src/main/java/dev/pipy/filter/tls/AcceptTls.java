package dev.pipy.filter.tls;

import dev.pipy.codec.tls.ClientHelloReader;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
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
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Serves TLS: what a client sends encrypted goes into a pipeline clear, and back.
///
/// ```text
///            ClientHello read           certificate, context known
///   READING -----------------> CHOOSING ---------------------------> the connection goes on
/// ```
public final class AcceptTls implements Filter {

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
  private static final Param<Callback> VERIFY =
      Param.optional(
          "verify",
          ParamType.callback("(isTrusted: boolean, certificate: any) => any"),
          "Who may come in: " + TlsOptions.VERIFY_FUNCTION + " The client must present one.");
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
              client. The log tells of each cause once per minute, and how often it was. The client's close_notify becomes StreamEnd; an end without it
              is a ReadError, since bytes may be missing. StreamEnd of the pipeline sends
              close_notify; with an error the connection is cut.
              """)
          .takes(PIPELINE)
          .options(
              CERTIFICATE,
              TlsOptions.TRUSTED,
              VERIFY,
              TlsOptions.ON_VERIFY,
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
  private @Nullable TlsBridge bridge;
  private @Nullable Pipeline pipeline;
  private boolean isAnswered;

  /// What the filter's definition says.
  private record Settings(PipelineLayout layout, TlsBridge.Settings bridge, ServerChoice choice) {}

  private AcceptTls(Settings settings) {
    this.settings = settings;
  }

  private static FilterFactory link(Args args) {
    var contexts = args.host().service(TlsContexts.class);
    var verifier = TlsOptions.verifier(args, args.find(VERIFY), TlsSettings.Side.SERVER);
    var tls =
        TlsOptions.settings(
            args,
            TlsSettings.Side.SERVER,
            verifier == null ? TlsSettings.Verification.CHAIN : TlsSettings.Verification.NONE);
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
      boolean isFixed = chooseProtocol == null;
      tls = tls.withIdentity(TlsOptions.checked(args, identity, isFixed));
      fixed = isFixed ? TlsOptions.context(args, contexts, tls) : null;
    }
    var settings =
        new Settings(
            args.pipeline(PIPELINE),
            new TlsBridge.Settings(
                contexts,
                TlsSettings.Side.SERVER,
                args.get(HANDSHAKE_TIMEOUT),
                TlsBridge.failureLog(Level.INFO, "TLS with a client failed"),
                args.find(TlsOptions.HANDSHAKE),
                args.find(TlsOptions.ON_STATE),
                verifier),
            new ServerChoice(tls, certificate, chooseProtocol, fixed));
    return () -> new AcceptTls(settings);
  }

  @Override
  public void handle(Event event, Stage stage) {
    var open = bridge(stage);
    if (event instanceof Event.Data(ByteBuf bytes) && !isAnswered && !open.isEnded()) {
      var progress = reader.read(bytes);
      open.receive(event);
      answer(progress, stage, open);
    } else {
      open.receive(event);
    }
  }

  private TlsBridge bridge(Stage stage) {
    var open = bridge;
    if (open == null) {
      open = new TlsBridge(stage, settings.bridge, stage::emit, event -> input(event, stage));
      bridge = open;
    }
    return open;
  }

  private void answer(ClientHelloReader.State progress, Stage stage, TlsBridge open) {
    if (open.isEnded()) {
      return;
    }
    switch (progress) {
      case MORE -> {}
      case NONE -> open.fail(StreamError.UNAUTHORIZED, "the client does not speak TLS");
      case FOUND -> {
        isAnswered = true;
        var hello = Objects.requireNonNull(reader.hello());
        open.serverName(hello.serverName());
        open.attempt(() -> settings.choice.answer(hello, stage, open));
      }
    }
  }

  /// Feeds the pipeline of the clear bytes.
  private void input(Event event, Stage stage) {
    var open = pipeline;
    if (open == null) {
      open = settings.layout.open(stage.context(), bridge(stage)::send);
      pipeline = open;
    }
    open.input(event);
  }

  @Override
  public boolean takesInput() {
    return bridge == null || (!bridge.isEnded() && (pipeline == null || pipeline.takesInput()));
  }

  @Override
  public void drain(Stage stage) {
    if (pipeline != null) {
      pipeline.drain();
    }
  }

  @Override
  public void close() {
    if (bridge != null) {
      bridge.close();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
