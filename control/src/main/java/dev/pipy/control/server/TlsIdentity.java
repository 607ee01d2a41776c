package dev.pipy.control.server;

import dev.pipy.tls.CertificateChain;
import dev.pipy.tls.Identity;
import dev.pipy.tls.TlsInputException;
import dev.pipy.tls.TlsKey;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate of the control API's endpoints and whom they trust. Files are read at the start
/// and at each reload; what cannot be used changes nothing.
final class TlsIdentity {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");
  private static final long LARGEST = 1 << 20;
  private static final Duration SOON = Duration.ofDays(14);

  private final TlsFiles files;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final ClientAuthorities authorities = new ClientAuthorities();

  private TlsIdentity(TlsFiles files) {
    this.files = files;
  }

  static TlsIdentity read(TlsFiles files) throws IOException {
    var identity = new TlsIdentity(files);
    identity.reload();
    return identity;
  }

  /// Reads all files again; connections made from now on see what is new.
  void reload() throws IOException {
    var chain = parsed(files.certificate(), CertificateChain::all);
    if (chain.isEmpty()) {
      throw new CredentialException(files.certificate(), "no certificate found (expected: PEM)");
    }
    var key = parsed(files.key(), bytes -> TlsKey.parse(bytes, null));
    parsed(files.key(), _ -> checked(new Identity(chain, key)));
    var clients = files.clientAuthorities();
    try {
      if (clients != null) {
        var trusted = parsed(clients, CertificateChain::all);
        if (trusted.isEmpty()) {
          throw new CredentialException(clients, "no certificate found (expected: PEM)");
        }
        authorities.use(trusted);
      }
      keys.updateIdentityCredentials(
          chain.certificates().toArray(X509Certificate[]::new), key.key());
    } catch (GeneralSecurityException failure) {
      throw new CredentialException(files.certificate(), String.valueOf(failure.getMessage()));
    }
    warnOfEnd(chain.certificates().getFirst());
  }

  private static Identity checked(Identity identity) {
    identity.check();
    return identity;
  }

  private static <T> T parsed(Path file, Function<byte[], T> parse) throws IOException {
    try {
      if (Files.size(file) > LARGEST) {
        throw new CredentialException(file, "larger than 1 MiB");
      }
      return parse.apply(Files.readAllBytes(file));
    } catch (NoSuchFileException missing) {
      throw new CredentialException(file, "no such file");
    } catch (CredentialException failure) {
      throw failure;
    } catch (IOException | TlsInputException failure) {
      throw new CredentialException(file, String.valueOf(failure.getMessage()));
    }
  }

  private void warnOfEnd(X509Certificate certificate) {
    var end = certificate.getNotAfter().toInstant();
    var now = Instant.now();
    if (end.isBefore(now)) {
      LOG.error("The certificate {} has expired: it was valid until {}", files.certificate(), end);
    } else if (end.isBefore(now.plus(SOON))) {
      LOG.warn("The certificate {} expires soon: {}", files.certificate(), end);
    }
  }

  /// For a server. A client that has a certificate shows it; one without needs a token.
  ServerCredentials credentials() {
    var credentials = TlsServerCredentials.newBuilder().keyManager(keys);
    if (files.clientAuthorities() != null) {
      credentials.trustManager(authorities).clientAuth(ClientAuth.OPTIONAL);
    }
    return credentials.build();
  }
}
