package dev.pipy.control.server;

import dev.pipy.control.service.CallerName;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/// Lets services know who calls.
final class CallerContext implements ServerInterceptor {

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var name = Caller.of(call.getAttributes()).name();
    return Contexts.interceptCall(
        Context.current().withValue(CallerName.KEY, name), call, headers, next);
  }
}
