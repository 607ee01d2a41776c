package dev.pipy.control.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What an endpoint with TLS reads at its start and at each reload.
///
/// @param certificate chain in PEM, that of the server first
/// @param key in PEM: PKCS#8, PKCS#1 or SEC1, not encrypted
/// @param clientAuthorities certificates in PEM that those of clients must come from; null if
///   clients have none to show
public record TlsFiles(Path certificate, Path key, @Nullable Path clientAuthorities) {}
