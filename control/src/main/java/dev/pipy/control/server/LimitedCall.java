package dev.pipy.control.server;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;

/// What interceptors do that let only some calls through.
final class LimitedCall {

  private LimitedCall() {}

  /// Ends a call before it begins.
  static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, StatusRuntimeException why) {
    var trailers = why.getTrailers();
    call.close(why.getStatus(), trailers == null ? new Metadata() : trailers);
    return new ServerCall.Listener<>() {};
  }

  /// Lets a call through.
  ///
  /// @param onEnd runs once, however the call ends
  static <Q, A> ServerCall.Listener<Q> start(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next, Runnable onEnd) {
    var ended = new AtomicBoolean();
    Runnable end =
        () -> {
          if (ended.compareAndSet(false, true)) {
            onEnd.run();
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
