package dev.pipy.control.service;

import dev.pipy.control.v1.DeployPhase;
import dev.pipy.control.v1.DeployProgress;
import dev.pipy.control.v1.DeployResponse;
import dev.pipy.control.v1.DeployWithProgressResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.concurrent.Callable;

/// Tells one caller how its deployment goes. The deployment goes on when the caller is gone.
final class DeployProgressStream {

  private final StreamObserver<DeployWithProgressResponse> observer;
  private final InstantSource clock;

  DeployProgressStream(StreamObserver<DeployWithProgressResponse> observer, InstantSource clock) {
    this.observer = observer;
    this.clock = clock;
    if (observer instanceof ServerCallStreamObserver<?> call) {
      call.setOnCancelHandler(() -> {}); // otherwise telling it would fail
    }
  }

  /// A phase begins.
  void begins(DeployPhase phase) {
    observer.onNext(
        DeployWithProgressResponse.newBuilder()
            .setProgress(
                DeployProgress.newBuilder().setPhase(phase).setTime(Messages.of(clock.instant())))
            .build());
  }

  /// Ends the call with the answer, or with the error that its failure means.
  void answer(Callable<DeployResponse> deployment) {
    DeployResponse response;
    try {
      response = deployment.call();
    } catch (Exception failure) {
      begins(DeployPhase.DEPLOY_PHASE_FAILED);
      observer.onError(ControlErrors.of(failure));
      return;
    }
    begins(DeployPhase.DEPLOY_PHASE_ACTIVE);
    observer.onNext(DeployWithProgressResponse.newBuilder().setResult(response).build());
    observer.onCompleted();
  }
}
