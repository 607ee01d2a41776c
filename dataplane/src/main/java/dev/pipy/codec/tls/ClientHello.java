package dev.pipy.codec.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client asks for in its first message (RFC 8446 section 4.1.2).
///
/// @param serverNames host names of the server_name extension, as sent (RFC 6066 section 3); null
///   if the extension is not there
/// @param protocolNames names of the ALPN extension in the client's order (RFC 7301); null if the
///   extension is not there
public record ClientHello(
    @Nullable List<String> serverNames, @Nullable List<String> protocolNames) {

  /// Copies the lists.
  public ClientHello {
    serverNames = serverNames == null ? null : List.copyOf(serverNames);
    protocolNames = protocolNames == null ? null : List.copyOf(protocolNames);
  }

  /// The server's name that the client asks for; null if it asks for none.
  public @Nullable String serverName() {
    return serverNames == null || serverNames.isEmpty() ? null : serverNames.getFirst();
  }
}
