package dev.pipy.ctl.client;

import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A call that failed since one side speaks TLS and the other does not.
final class TlsMismatch {

  /// Of the line with which a server sends away who speaks plain text.
  private static final String SERVER_HAS_TLS = "speaks gRPC over TLS";

  /// How Netty calls bytes that are no TLS.
  private static final String NO_TLS_RECORD = "not an SSL/TLS record";

  private TlsMismatch() {}

  /// What to do about it; null if it failed for another reason.
  static @Nullable Failure of(StatusRuntimeException failed, Connection connection) {
    boolean hasTls = connection.security().isTls(connection.target());
    String said = String.valueOf(failed.getStatus().getDescription());
    if (!hasTls && said.contains(SERVER_HAS_TLS)) {
      return failure(
          "the server at " + connection.target() + " speaks TLS, and this connection does not",
          "Say whom to trust: --cacert FILE, or ca-cert in the context",
          "Its certificate has another name than " + connection.target() + "?  --server-name NAME");
    }
    if (hasTls && isAnsweredPlainly(failed)) {
      return failure(
          "the server at " + connection.target() + " does not speak TLS, and this connection does",
          connection.target().isLocal()
              ? "Leave out --cacert, --cert and --server-name, and what the context has of them"
              : "Connections to other machines always do.  Start the server with --admin-cert and"
                  + " --admin-key, or go through a tunnel: ssh -L 6060:127.0.0.1:6060");
    }
    return null;
  }

  private static Failure failure(String message, String... hints) {
    return new Failure(
        ExitCode.UNREACHABLE,
        Status.Code.UNAVAILABLE.name(),
        "TLS_MISMATCH",
        message,
        Map.of(),
        List.of(),
        List.of(hints));
  }

  private static boolean isAnsweredPlainly(StatusRuntimeException failed) {
    for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException
          && String.valueOf(cause.getMessage()).startsWith(NO_TLS_RECORD)) {
        return true;
      }
    }
    return false;
  }
}
