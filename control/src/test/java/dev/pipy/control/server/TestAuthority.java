package dev.pipy.control.server;

import dev.pipy.crypto.CertificateIssuer;
import dev.pipy.tls.CertificateChain;
import dev.pipy.tls.TlsKey;
import dev.pipy.tls.TlsPublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An authority that writes `NAME.crt` and `NAME.key` into a folder; its own are `NAME.crt`, too.
final class TestAuthority {

  private final Path folder;
  private final TlsKey key = TlsKey.generateRsa(2048);
  private final CertificateChain certificate;
  private final Path file;

  TestAuthority(Path folder, String name) throws IOException {
    this.folder = folder;
    certificate = issue(name, Map.of("basicConstraints", "CA:TRUE"), key, null);
    file = Files.writeString(folder.resolve(name + ".crt"), certificate.toPem());
  }

  private CertificateChain issue(
      String name,
      Map<String, String> extensions,
      TlsKey subject,
      @Nullable CertificateChain issuer) {
    return CertificateIssuer.issue(
        new CertificateIssuer.Request(
            Map.of("commonName", name), extensions, Instant.now().minus(Duration.ofHours(1)), 2),
        TlsPublicKey.of(subject),
        key,
        issuer);
  }

  /// The authority's certificate.
  Path file() {
    return file;
  }

  /// A certificate for `localhost` or a client; gives the certificate's file.
  Path issue(String name) throws IOException {
    var own = TlsKey.generateRsa(2048);
    var issued = issue(name, Map.of("subjectAltName", "DNS:localhost"), own, certificate);
    Files.writeString(folder.resolve(name + ".key"), own.toPem());
    return Files.writeString(folder.resolve(name + ".crt"), issued.toPem());
  }

  /// The key of a name that a certificate was issued for.
  Path keyOf(String name) {
    return folder.resolve(name + ".key");
  }
}
