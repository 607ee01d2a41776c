package dev.pipy.ctl.client;

import dev.pipy.ctl.outcome.CommandFailure;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a connection is kept from others. What leaves this machine goes over TLS; on this machine
/// only if one of these files or names is given.
///
/// @param authorities that the server's certificate must come from; null for those of Java
/// @param certificate that the client shows; null for none
/// @param key of that certificate
/// @param serverName that the server's certificate must have; null for the target's
public record Security(
    @Nullable Path authorities,
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable String serverName) {

  /// Nothing is given.
  public static final Security DEFAULT = new Security(null, null, null, null);

  /// Throws a usage failure for half of an identity.
  public Security {
    if (certificate != null && key == null) {
      throw CommandFailure.usage("--cert: needs --key, the private key of that certificate");
    }
    if (key != null && certificate == null) {
      throw CommandFailure.usage("--key: needs --cert, the certificate of that key");
    }
  }

  /// Whether a connection to that target has TLS.
  public boolean isTls(Target target) {
    return !target.isUnix()
        && (!target.isLocal() || authorities != null || certificate != null || serverName != null);
  }

  /// What gRPC makes a connection to that target with.
  ChannelCredentials credentials(Target target) {
    if (!isTls(target)) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    try {
      if (authorities != null) {
        tls.trustManager(readable("--cacert", authorities).toFile());
      }
      if (certificate != null && key != null) {
        tls.keyManager(readable("--cert", certificate).toFile(), readable("--key", key).toFile());
      }
    } catch (IOException e) {
      throw CommandFailure.usage("cannot read the files for TLS: " + e.getMessage());
    }
    return tls.build();
  }

  private static Path readable(String option, Path file) {
    if (!Files.isReadable(file)) {
      throw CommandFailure.usage(option + ": cannot read " + file);
    }
    return file;
  }
}
