package dev.pipy.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that tells one TLS context from another.
///
/// @param side which end of the connection we are
/// @param identity who we are; a client may be nobody, a server must be somebody
/// @param trusted issuers of certificates that the peer may have; if there is none, a client trusts
///   the roots that come with the JVM, and a server asks for no certificate
/// @param verification what is checked of the peer; a server that checks nothing asks for a
///   certificate all the same, for somebody else to check
/// @param protocols of ALPN, preferred first; none leaves the extension out
/// @param min lowest version
/// @param max highest version
/// @param ciphers names of cipher suites for TLS 1.2 and below; none leaves the choice to the
///   engine
public record TlsSettings(
    Side side,
    @Nullable Identity identity,
    CertificateChain trusted,
    Verification verification,
    List<String> protocols,
    TlsVersion min,
    TlsVersion max,
    List<String> ciphers) {

  /// An end of a connection.
  public enum Side {
    /// Accepts connections.
    SERVER,
    /// Makes connections.
    CLIENT
  }

  /// What is checked of the peer.
  public enum Verification {
    /// Its chain, and that its certificate is for the name that was asked for: of servers.
    CHAIN_AND_NAME,
    /// Its chain only.
    CHAIN,
    /// Nothing.
    NONE
  }

  /// Copies the lists.
  public TlsSettings {
    protocols = List.copyOf(protocols);
    ciphers = List.copyOf(ciphers);
  }

  /// The same for somebody else.
  public TlsSettings withIdentity(@Nullable Identity other) {
    return new TlsSettings(side, other, trusted, verification, protocols, min, max, ciphers);
  }

  /// The same for other protocols.
  public TlsSettings withProtocols(List<String> other) {
    return new TlsSettings(side, identity, trusted, verification, other, min, max, ciphers);
  }
}
