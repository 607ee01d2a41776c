package dev.pipy.control.server;

import dev.pipy.control.service.ControlErrors;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Refuses calls without the token, unless a client certificate speaks for the caller. Health
/// checks need neither.
final class TokenCheck implements ServerInterceptor {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String SCHEME = "Bearer ";
  private static final String HEALTH = "grpc.health.v1.Health";

  private final AtomicReference<@Nullable AccessToken> token = new AtomicReference<>();

  /// Until then every token is wrong.
  void use(AccessToken token) {
    this.token.set(token);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var refusal =
        HEALTH.equals(call.getMethodDescriptor().getServiceName())
                || Caller.of(call.getAttributes()).isCertified()
            ? null
            : refusal(headers.get(AUTHORIZATION));
    return refusal == null ? next.startCall(call, headers) : LimitedCall.refuse(call, refusal);
  }

  private @Nullable StatusRuntimeException refusal(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return ControlErrors.tokenMissing();
    }
    var expected = token.get();
    return expected != null && expected.matches(authorization.substring(SCHEME.length()).strip())
        ? null
        : ControlErrors.tokenInvalid();
  }
}
