package dev.pipy.filter.tls;

import dev.pipy.codec.tls.ClientHello;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.filter.tls.TlsOptions.CertificateSource;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;
import dev.pipy.tls.Identity;
import dev.pipy.tls.TlsContext;
import dev.pipy.tls.TlsSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a server makes of a ClientHello: which certificate, which protocol, and so which context.
/// Confined to a worker.
///
/// @param tls the settings, without what depends on the client
/// @param certificate who we are
/// @param protocol a function that chooses among the client's protocols; null if ours are fixed
/// @param fixed the context of every connection; null if it depends on the client
record ServerChoice(
    TlsSettings tls,
    CertificateSource certificate,
    @Nullable Callback protocol,
    @Nullable TlsContext fixed) {

  /// Starts the connection, now or later, or refuses the client.
  void answer(ClientHello hello, Stage stage, TlsBridge bridge) {
    if (fixed != null) {
      if (speaksOurs(hello, stage, bridge)) {
        bridge.start(fixed, TlsContext::newServerEngine);
      }
      return;
    }
    switch (certificate) {
      case CertificateSource.Fixed(Identity identity) -> choose(identity, hello, stage, bridge);
      case CertificateSource.Asked(Callback function) -> {
        var result = function.call(stage.context(), hello.serverName());
        bridge.orLater(result, value -> certified(value, hello, stage, bridge));
      }
    }
  }

  private void certified(@Nullable Object value, ClientHello hello, Stage stage, TlsBridge bridge) {
    var identity = TlsOptions.identity(value);
    if (identity != null) {
      choose(identity, hello, stage, bridge);
    } else if (value == null) {
      refuse(Alert.UNRECOGNIZED_NAME, "no certificate for the server name", stage, bridge);
    } else {
      throw UnusableResult.report(stage, value, TlsOptions.CERTIFICATE_TYPE.expectation());
    }
  }

  private void choose(Identity identity, ClientHello hello, Stage stage, TlsBridge bridge) {
    var ours = tls.withIdentity(identity);
    var offered = hello.protocolNames();
    if (protocol == null) {
      if (speaksOurs(hello, stage, bridge)) {
        bridge.start(ours, TlsContext::newServerEngine);
      }
    } else if (offered == null) {
      bridge.start(ours, TlsContext::newServerEngine);
    } else {
      bridge.orLater(
          protocol.call(stage.context(), offered),
          index ->
              bridge.start(
                  ours.withProtocols(chosen(index, offered)), TlsContext::newServerEngine));
    }
  }

  private static List<String> chosen(@Nullable Object index, List<String> offered) {
    return index instanceof Integer number && number >= 0 && number < offered.size()
        ? List.of(offered.get(number))
        : List.of();
  }

  private boolean speaksOurs(ClientHello hello, Stage stage, TlsBridge bridge) {
    var ours = tls.protocols();
    var offered = hello.protocolNames();
    if (offered == null || ours.isEmpty() || ours.stream().anyMatch(offered::contains)) {
      return true;
    }
    refuse(
        Alert.NO_APPLICATION_PROTOCOL,
        "client speaks " + offered + " (expected: " + ours + ")",
        stage,
        bridge);
    return false;
  }

  private static void refuse(Alert alert, String why, Stage stage, TlsBridge bridge) {
    stage.emit(new Event.Data(alert.record()));
    bridge.fail(StreamError.UNAUTHORIZED, why);
  }
}
