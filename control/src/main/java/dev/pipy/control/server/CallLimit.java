package dev.pipy.control.server;

import dev.pipy.control.service.ControlErrors;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

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
    if (!free.tryAcquire()) {
      var refusal = ControlErrors.tooManyCalls(limit);
      var trailers = refusal.getTrailers();
      call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
      return new ServerCall.Listener<>() {};
    }
    var ended = new AtomicBoolean();
    Runnable end =
        () -> {
          if (ended.compareAndSet(false, true)) {
            free.release();
          }
        };
    try {
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        public void onComplete() {
          end.run();
          super.onComplete();
        }

        @Override
        public void onCancel() {
          end.run();
          super.onCancel();
        }
      };
    } catch (RuntimeException failure) {
      end.run();
      throw failure;
    }
  }
}
