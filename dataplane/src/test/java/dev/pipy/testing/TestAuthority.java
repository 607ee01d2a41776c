package dev.pipy.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/// Issues certificates for one test run; nothing is kept.
public final class TestAuthority {

  private final X509Bundle root;

  /// A new authority that nobody knows yet.
  public TestAuthority() {
    try {
      root =
          new CertificateBuilder()
              .ecp256()
              .subject("CN=Test Authority")
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// The authority's own certificate as PEM.
  public String pem() {
    return root.getCertificatePEM();
  }

  /// The authority's own certificate and key.
  public X509Bundle root() {
    return root;
  }

  /// A certificate for a host.
  public X509Bundle server(String host) {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=" + host)
          .addSanDnsName(host)
          .addExtendedKeyUsageServerAuth()
          .buildIssuedBy(root);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// A certificate for somebody who connects.
  public X509Bundle client(String name) {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=" + name)
          .addExtendedKeyUsageClientAuth()
          .buildIssuedBy(root);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
