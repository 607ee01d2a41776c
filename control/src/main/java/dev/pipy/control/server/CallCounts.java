package dev.pipy.control.server;

import dev.pipy.control.service.OperationErrors;
import dev.pipy.control.store.ProgramName;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeployResponse;
import dev.pipy.control.v1.DeployWithProgressRequest;
import dev.pipy.control.v1.DeployWithProgressResponse;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.control.v1.RollbackResponse;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.SharedMetrics;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Counts calls, and what became of deploys and rollbacks.
final class CallCounts implements ServerInterceptor {

  private static final double NANOS = 1e9;

  private final SharedMetrics counts;

  CallCounts(SharedMetrics counts) {
    this.counts = counts;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var counted = new Counted<>(call);
    return new SimpleForwardingServerCallListener<>(next.startCall(counted, headers)) {
      @Override
      public void onMessage(Q message) {
        counted.asked(message);
        super.onMessage(message);
      }

      @Override
      public void onCancel() {
        counted.ended(Status.CANCELLED, new Metadata());
        super.onCancel();
      }
    };
  }

  /// A call under way.
  private final class Counted<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final long start = System.nanoTime();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private volatile @Nullable String program;
    private volatile boolean isUnchanged;

    Counted(ServerCall<Q, A> call) {
      super(call);
    }

    void asked(Q message) {
      if (message instanceof DeployRequest deploy) {
        deploys(deploy);
      } else if (message instanceof DeployWithProgressRequest deploy) {
        deploys(deploy.getDeploy());
      } else if (message instanceof RollbackRequest rollback) {
        program = rollback.getProgram();
      }
    }

    private void deploys(DeployRequest request) {
      if (!request.getValidateOnly()) {
        program = request.getProgram();
      }
    }

    @Override
    public void sendMessage(A message) {
      isUnchanged =
          (message instanceof DeployResponse deployed && deployed.getNoChange())
              || (message instanceof DeployWithProgressResponse last
                  && last.getResult().getNoChange())
              || (message instanceof RollbackResponse rolledBack && rolledBack.getNoChange());
      super.sendMessage(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      ended(status, trailers); // first, so that who has the answer finds it counted
      super.close(status, trailers);
    }

    void ended(Status status, Metadata trailers) {
      if (!hasEnded.compareAndSet(false, true)) {
        return;
      }
      var method = getMethodDescriptor();
      var service = String.valueOf(method.getServiceName());
      var name = String.valueOf(method.getBareMethodName());
      var code = status.getCode().name();
      counts.add(BuiltinMetric.CONTROL_REQUESTS, 1, service, name, code);
      counts.observe(
          BuiltinMetric.CONTROL_DURATION, (System.nanoTime() - start) / NANOS, service, name, code);
      if (program != null) {
        counts.add(
            BuiltinMetric.DEPLOYMENTS,
            1,
            ProgramName.isValid(program) ? program : "",
            !status.isOk() ? "failed" : isUnchanged ? "unchanged" : "activated",
            status.isOk() ? "" : OperationErrors.reason(status, trailers));
      }
    }
  }
}
