package dev.pipy.script;

import dev.pipy.event.Bytes;
import dev.pipy.tls.CertificateChain;
import dev.pipy.tls.CertificateFacts;
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

  /// Whether it is one certificate.
  @HostAccess.Export
  public boolean isSingle(CertificateChain chain) {
    return chain.certificates().size() == 1;
  }

  /// Who a certificate is about: long names and values in turn, with NUL between.
  @HostAccess.Export
  public String subject(CertificateChain certificate) {
    return String.join("\0", CertificateFacts.subject(certificate));
  }

  /// Who issued it, in the same form.
  @HostAccess.Export
  public String issuer(CertificateChain certificate) {
    return String.join("\0", CertificateFacts.issuer(certificate));
  }

  /// The host names and addresses that it is for, with NUL between.
  @HostAccess.Export
  public String alternativeNames(CertificateChain certificate) {
    return String.join("\0", CertificateFacts.alternativeNames(certificate));
  }

  /// From when on it is valid, in milliseconds since 1970.
  @HostAccess.Export
  public double notBefore(CertificateChain certificate) {
    return CertificateFacts.notBefore(certificate).toEpochMilli();
  }

  /// Until when it is valid.
  @HostAccess.Export
  public double notAfter(CertificateChain certificate) {
    return CertificateFacts.notAfter(certificate).toEpochMilli();
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
