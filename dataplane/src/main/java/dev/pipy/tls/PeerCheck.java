package dev.pipy.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Checks who a peer is without an engine, for those who decide for themselves what to make of it.
/// Any thread that may block.
public final class PeerCheck {

  /// What makes an algorithm of no matter to the trust manager: the handshake has settled it.
  private static final String ANY_ALGORITHM = "UNKNOWN";

  private final X509TrustManager trust;
  private final TlsSettings.Side ours;

  private PeerCheck(X509TrustManager trust, TlsSettings.Side ours) {
    this.trust = trust;
    this.ours = ours;
  }

  /// What was found of one certificate.
  ///
  /// @param certificate alone
  /// @param isOk whether all checks of it passed
  public record Finding(CertificateChain certificate, boolean isOk) {}

  /// Checks by those issuers, or by the roots that come with the JVM if there is none. Reads files.
  ///
  /// @param ours which end of the connection we are
  public static PeerCheck of(CertificateChain trusted, TlsSettings.Side ours) {
    try {
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(trusted.isEmpty() ? null : store(trusted));
      for (var manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager trust) {
          return new PeerCheck(trust, ours);
        }
      }
      throw new TlsInputException("no trust manager for X.509");
    } catch (GeneralSecurityException failure) {
      throw new TlsInputException("trusted: " + failure.getMessage(), failure);
    }
  }

  private static KeyStore store(CertificateChain trusted) throws GeneralSecurityException {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var certificate : trusted.certificates()) {
        store.setCertificateEntry("trusted" + store.size(), certificate);
      }
      return store;
    } catch (IOException impossible) {
      throw new IllegalStateException("nothing was read", impossible);
    }
  }

  /// What is to be said of each certificate, the peer's own last: whether the chain leads to an
  /// issuer that is trusted, and whether the peer's own is for its name.
  ///
  /// @param name of a server; null if that does not matter
  public List<Finding> check(List<X509Certificate> chain, @Nullable String name) {
    boolean isTrusted = isTrusted(chain);
    var findings = new ArrayList<Finding>();
    for (int i = chain.size() - 1; i >= 0; i--) {
      boolean isNamed = i > 0 || name == null || ServerNames.match(chain.get(i), name);
      findings.add(new Finding(CertificateChain.of(chain.get(i)), isTrusted && isNamed));
    }
    return findings;
  }

  private boolean isTrusted(List<X509Certificate> chain) {
    var array = chain.toArray(X509Certificate[]::new);
    try {
      switch (ours) {
        case SERVER -> trust.checkClientTrusted(array, ANY_ALGORITHM);
        case CLIENT -> trust.checkServerTrusted(array, ANY_ALGORITHM);
      }
      return true;
    } catch (CertificateException | IllegalArgumentException refused) {
      return false;
    }
  }
}
