package dev.pipy.script;

import dev.pipy.event.Bytes;
import dev.pipy.tls.CertificateChain;
import dev.pipy.tls.TlsInputException;
import dev.pipy.tls.TlsKey;
import java.util.function.Supplier;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/// Makes the certificates and keys of `crypto`. Each function returns the object, or the words that
/// tell why there is none. Public because the prelude calls it.
public final class CryptoFunctions {

  CryptoFunctions() {}

  /// The first certificate.
  @HostAccess.Export
  public Object certificate(Bytes bytes) {
    return orWords(() -> CertificateChain.first(bytes.toArray()));
  }

  /// All certificates in order.
  @HostAccess.Export
  public Object certificateChain(Bytes bytes) {
    return orWords(() -> CertificateChain.all(bytes.toArray()));
  }

  /// A private key.
  @HostAccess.Export
  public Object privateKey(Bytes bytes, @Nullable String passphrase) {
    return orWords(() -> TlsKey.parse(bytes.toArray(), passphrase));
  }

  /// How a log shows an object that was made here.
  @HostAccess.Export
  public String describe(Object made) {
    return made.toString();
  }

  private static Object orWords(Supplier<Object> maker) {
    try {
      return maker.get();
    } catch (TlsInputException failure) {
      return String.valueOf(failure.getMessage());
    }
  }
}
