package dev.pipy.tls;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What the connections of one configuration share: keys, trust, and the sessions that can be
/// resumed. Any thread.
public final class TlsContext {

  /// Sessions that one context keeps.
  private static final int SESSIONS = 20_000;

  /// Seconds for which a session can be resumed: what most servers allow for at the least.
  private static final int SESSION_SECONDS = 3600;

  /// Stands for the port of the peer, which the filter does not know, in the key of a client's
  /// sessions: those are told apart by name.
  private static final int ANY_PORT = 443;

  private final SslContext context;

  private TlsContext(SslContext context) {
    this.context = context;
  }

  /// Builds a context; takes milliseconds and may read files. Throws [TlsInputException].
  static TlsContext build(TlsSettings settings, SslProvider provider) {
    var identity = settings.identity();
    if (identity != null) {
      identity.check();
    }
    try {
      var context = builder(settings, provider).build();
      if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
        sessions.setTicketKeys(); // BoringSSL makes them, and changes them now and then
      }
      return new TlsContext(context);
    } catch (SSLException | RuntimeException failure) {
      throw new TlsInputException("TLS cannot be set up: " + TlsFailures.explain(failure), failure);
    }
  }

  /// BoringSSL where it loads, else the JDK's.
  static SslProvider bestProvider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  private static SslContextBuilder builder(TlsSettings settings, SslProvider provider) {
    var builder =
        switch (settings.side()) {
          case SERVER -> server(settings);
          case CLIENT -> client(settings);
        };
    builder
        .sslProvider(provider)
        .protocols(TlsVersion.range(settings.min(), settings.max()))
        .sessionCacheSize(SESSIONS)
        .sessionTimeout(SESSION_SECONDS);
    if (!settings.ciphers().isEmpty()) {
      builder.ciphers(settings.ciphers());
    }
    if (!settings.protocols().isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              settings.protocols()));
    }
    if (provider == SslProvider.OPENSSL && !verifiesPeer(settings)) {
      // all that is left as a task is to look up the one certificate
      builder.option(OpenSslContextOption.USE_TASKS, false);
    }
    return builder;
  }

  private static boolean verifiesPeer(TlsSettings settings) {
    return switch (settings.side()) {
      case SERVER ->
          !settings.trusted().isEmpty() && settings.verification() != TlsSettings.Verification.NONE;
      case CLIENT -> settings.verification() != TlsSettings.Verification.NONE;
    };
  }

  private static SslContextBuilder server(TlsSettings settings) {
    var identity = settings.identity();
    if (identity == null) {
      throw new IllegalStateException("a server without a certificate");
    }
    var builder = SslContextBuilder.forServer(identity.key().key(), array(identity.chain()));
    if (settings.verification() == TlsSettings.Verification.NONE) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE).clientAuth(ClientAuth.REQUIRE);
    } else if (!settings.trusted().isEmpty()) {
      builder.trustManager(array(settings.trusted())).clientAuth(ClientAuth.REQUIRE);
    }
    return builder;
  }

  private static SslContextBuilder client(TlsSettings settings) {
    var builder = SslContextBuilder.forClient();
    var identity = settings.identity();
    if (identity != null) {
      builder.keyManager(identity.key().key(), array(identity.chain()));
    }
    if (settings.verification() == TlsSettings.Verification.NONE) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (!settings.trusted().isEmpty()) {
      builder.trustManager(array(settings.trusted()));
    }
    builder.endpointIdentificationAlgorithm(
        settings.verification() == TlsSettings.Verification.CHAIN_AND_NAME ? "HTTPS" : null);
    return builder;
  }

  private static X509Certificate[] array(CertificateChain chain) {
    return chain.certificates().toArray(X509Certificate[]::new);
  }

  /// An engine for one connection that was accepted.
  public SSLEngine newServerEngine() {
    return context.newEngine(PooledByteBufAllocator.DEFAULT);
  }

  /// An engine for one connection that is made.
  ///
  /// @param serverName host name that the server is asked for, or its address; null if none is
  public SSLEngine newClientEngine(@Nullable String serverName) {
    if (serverName == null) {
      return context.newEngine(PooledByteBufAllocator.DEFAULT);
    }
    var engine = context.newEngine(PooledByteBufAllocator.DEFAULT, serverName, ANY_PORT);
    if (!isAddress(serverName)) {
      var parameters = engine.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
      engine.setSSLParameters(parameters);
    }
    return engine;
  }

  /// RFC 6066 section 3: addresses are not sent as names.
  private static boolean isAddress(String name) {
    return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
  }

  void release() {
    ReferenceCountUtil.release(context); // the JDK's is not counted
  }
}
