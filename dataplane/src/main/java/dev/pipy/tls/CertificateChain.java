package dev.pipy.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// X.509 certificates in order, none or more: what scripts know as `crypto.Certificate` and
/// `crypto.CertificateChain`. Immutable; equal if the certificates are.
public final class CertificateChain {

  private static final int SEQUENCE = 0x30;

  private final List<X509Certificate> certificates;
  private final String fingerprint;

  private CertificateChain(List<X509Certificate> certificates) {
    this.certificates = List.copyOf(certificates);
    this.fingerprint =
        Fingerprint.of(certificates.stream().map(CertificateChain::encoding).toList());
  }

  /// The first certificate of PEM text, or the one that DER bytes are. Throws [TlsInputException].
  public static CertificateChain first(byte[] bytes) {
    var all = all(bytes).certificates;
    if (all.isEmpty()) {
      throw new TlsInputException("no certificate found (expected: PEM or DER)");
    }
    return new CertificateChain(all.subList(0, 1));
  }

  /// All certificates of PEM text in order, or the one that DER bytes are. Throws
  /// [TlsInputException].
  public static CertificateChain all(byte[] bytes) {
    var certificates = new ArrayList<X509Certificate>();
    if (bytes.length > 0 && bytes[0] == SEQUENCE) {
      certificates.add(parse(bytes));
    } else {
      for (var block : Pem.blocks(bytes)) {
        if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
          certificates.add(parse(block.content().bytes()));
        }
      }
    }
    return new CertificateChain(certificates);
  }

  /// The certificates of several chains, one chain after the other.
  public static CertificateChain of(List<CertificateChain> chains) {
    return new CertificateChain(
        chains.stream().flatMap(chain -> chain.certificates.stream()).toList());
  }

  /// One certificate.
  public static CertificateChain of(X509Certificate certificate) {
    return new CertificateChain(List.of(certificate));
  }

  /// The certificates in order.
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /// All of them in PEM.
  public String toPem() {
    return certificates.stream()
        .map(certificate -> Pem.text("CERTIFICATE", encoding(certificate)))
        .collect(Collectors.joining());
  }

  /// Whether there is none.
  public boolean isEmpty() {
    return certificates.isEmpty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CertificateChain chain && chain.fingerprint.equals(fingerprint);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  @Override
  public String toString() {
    return certificates.isEmpty()
        ? "no certificate"
        : "certificate of " + certificates.getFirst().getSubjectX500Principal();
  }

  private static X509Certificate parse(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException invalid) {
      throw new TlsInputException("certificate cannot be read: " + invalid.getMessage(), invalid);
    }
  }

  private static byte[] encoding(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException invalid) {
      throw new TlsInputException("certificate cannot be encoded", invalid);
    }
  }
}
