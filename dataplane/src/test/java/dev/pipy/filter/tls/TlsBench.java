package dev.pipy.filter.tls;

import dev.pipy.pipeline.PipelineLayout.Node;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestAuthority;
import dev.pipy.testing.TestObject;
import dev.pipy.tls.CertificateChain;
import dev.pipy.tls.TlsContexts;
import dev.pipy.tls.TlsKey;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `connectTLS` whose peer is an `acceptTLS`, without a network between: clear bytes in, clear
/// bytes at the other side, and back.
final class TlsBench implements AutoCloseable {

  static final TestAuthority AUTHORITY = new TestAuthority();
  static final X509Bundle SERVER = AUTHORITY.server("server.test");

  /// The two engines; tasks run at once, on the loop.
  record Engines(SslProvider client, SslProvider server) {}

  private final FilterBench bench = new FilterBench();
  private final Engines engines;
  private final Map<String, @Nullable Object> clientOptions = new HashMap<>();
  private final Map<String, @Nullable Object> serverOptions = new HashMap<>();
  private final List<TlsContexts> contexts = new ArrayList<>();
  private Node[] wire = {};

  static List<Engines> allEngines() {
    return List.of(
        new Engines(SslProvider.JDK, SslProvider.JDK),
        new Engines(SslProvider.OPENSSL, SslProvider.JDK),
        new Engines(SslProvider.JDK, SslProvider.OPENSSL),
        new Engines(SslProvider.OPENSSL, SslProvider.OPENSSL));
  }

  TlsBench(Engines engines) {
    this.engines = engines;
    clientOptions.put("sni", "server.test");
    clientOptions.put("trusted", trusting(AUTHORITY));
    serverOptions.put("certificate", identity(SERVER));
  }

  static List<Object> trusting(TestAuthority authority) {
    return List.of(CertificateChain.first(authority.pem().getBytes(StandardCharsets.US_ASCII)));
  }

  static TestObject identity(X509Bundle bundle) {
    var properties = new HashMap<String, @Nullable Object>();
    properties.put("cert", CertificateChain.all(bytes(bundle.getCertificatePathPEM())));
    properties.put("key", TlsKey.parse(bytes(bundle.getPrivateKeyPEM()), null));
    return new TestObject(properties);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  TlsBench client(String option, @Nullable Object value) {
    clientOptions.put(option, value);
    return this;
  }

  TlsBench server(String option, @Nullable Object value) {
    serverOptions.put(option, value);
    return this;
  }

  /// What the encrypted bytes pass on their way to the server.
  TlsBench wire(Node... filters) {
    wire = filters;
    return this;
  }

  /// Builds both, with what the server does with the clear bytes.
  FilterBench build(Node... clear) {
    var linker = bench.linker();
    linker.define("clear", clear);
    offer(engines.server());
    var accept = linker.node(AcceptTls.SPEC, "clear", new TestObject(serverOptions));
    var nodes = new Node[wire.length + 1];
    System.arraycopy(wire, 0, nodes, 0, wire.length);
    nodes[wire.length] = accept;
    linker.define("server", nodes);
    offer(engines.client());
    return bench.build(linker.node(ConnectTls.SPEC, "server", new TestObject(clientOptions)));
  }

  private void offer(SslProvider provider) {
    var offered = new TlsContexts(provider, Runnable::run);
    contexts.add(offered);
    bench.host().offer(TlsContexts.class, offered);
  }

  @Override
  public void close() {
    bench.close();
    contexts.forEach(TlsContexts::close);
  }
}
