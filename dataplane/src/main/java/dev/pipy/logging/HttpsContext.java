package dev.pipy.logging;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// What `https` is spoken with: whom we trust, and who we are. The server's name is checked in any
/// case.
final class HttpsContext {

  private static final char[] NO_PASSWORD = new char[0];

  private HttpsContext() {}

  /// Throws [IllegalArgumentException] if a key does not go with its certificate, or the like.
  static SSLContext of(TargetSpec.Tls tls) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(keys(tls), trust(tls), null);
      return context;
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalArgumentException("options.tls: " + failure.getMessage(), failure);
    }
  }

  private static KeyManager @Nullable [] keys(TargetSpec.Tls tls)
      throws GeneralSecurityException, IOException {
    if (tls.key() == null) {
      return null;
    }
    var store = empty();
    store.setKeyEntry("own", tls.key(), NO_PASSWORD, tls.chain().toArray(Certificate[]::new));
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager @Nullable [] trust(TargetSpec.Tls tls)
      throws GeneralSecurityException, IOException {
    if (tls.trusted().isEmpty()) {
      return null;
    }
    var store = empty();
    for (int i = 0; i < tls.trusted().size(); i++) {
      store.setCertificateEntry("trusted" + i, tls.trusted().get(i));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
