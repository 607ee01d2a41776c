package dev.pipy.filter.tls;

import dev.pipy.codec.tls.ClientHello;
import dev.pipy.codec.tls.ClientHelloReader;
import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls a function with what a TLS client asks for; the bytes pass unchanged.
public final class HandleTlsClientHello implements PromiseGate.Step {

  private static final Param<Callback> CALLBACK =
      Param.required(
          "callback",
          ParamType.callback(
              "(hello: { serverNames?: string[]; protocolNames?: string[] }) => any"),
          "Called once with an object of two arrays: `serverNames` (SNI) and `protocolNames` (ALPN),"
              + " each there only if the client sent it. What it returns is ignored, but a promise is"
              + " waited for.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "handleTLSClientHello",
              FilterSpec.Category.TCP,
              "Calls a function with what a TLS client asks for.")
          .described(
              """
              Bytes pass through as they come. The function is called before the event goes on that
              completes the ClientHello, so a `link` or `connect` behind it that waits for a variable
              can choose by it. It is never called for bytes that are no TLS, nor for a ClientHello
              of more than 32 KiB. Works on the encrypted side: before `acceptTLS`.
              """)
          .takes(CALLBACK)
          .events("Data", "any, unchanged")
          .example(
              """
              pipy({ _name: '' })

              .listen(8443)
                .handleTLSClientHello(hello => { _name = hello.serverNames?.[0] ?? 'none' })
                .link('named', () => _name)

              .pipeline('named')
                .connect(() => `${_name}:443`)
              """)
          .makes(args -> {
            var callback = args.get(CALLBACK);
            return () -> new PromiseGate(new HandleTlsClientHello(callback));
          });

  private final Callback callback;
  private @Nullable ClientHelloReader reader = new ClientHelloReader();

  private HandleTlsClientHello(Callback callback) {
    this.callback = callback;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    if (event instanceof Event.Data(ByteBuf bytes) && reader != null) {
      var progress = reader.read(bytes);
      var hello = reader.hello();
      if (progress != ClientHelloReader.State.MORE) {
        reader = null;
      }
      if (hello != null) {
        gate.emitAfter(callback.run(stage.context(), facts(hello)), event, stage);
        return;
      }
    }
    stage.emit(event);
  }

  private static Map<String, @Nullable Object> facts(ClientHello hello) {
    var facts = new LinkedHashMap<String, @Nullable Object>();
    if (hello.serverNames() != null) {
      facts.put("serverNames", hello.serverNames());
    }
    if (hello.protocolNames() != null) {
      facts.put("protocolNames", hello.protocolNames());
    }
    return facts;
  }
}
