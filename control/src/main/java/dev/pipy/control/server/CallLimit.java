package dev.pipy.control.server;

import dev.pipy.control.service.ControlErrors;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.Semaphore;

/// Bounds the calls that are under way at a time, over all connections.
final class CallLimit implements ServerInterceptor {

  private final int limit;
  private final Semaphore free;

  CallLimit(int limit) {
    this.limit = limit;
    this.free = new Semaphore(limit);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return free.tryAcquire()
        ? LimitedCall.start(call, headers, next, free::release)
        : LimitedCall.refuse(call, ControlErrors.tooManyCalls(limit));
  }
}
