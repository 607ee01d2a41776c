package dev.pipy.control.service;

import dev.pipy.control.store.BlobStaging;
import dev.pipy.control.v1.UploadBlobsRequest;
import dev.pipy.control.v1.UploadBlobsResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The uploads that are under way: a bounded number, each for a bounded time.
final class Uploads implements AutoCloseable {

  /// How long an upload may take.
  ///
  /// @param most uploads at a time
  /// @param total of one upload
  /// @param idle without a message
  record Limits(int most, Duration total, Duration idle) {

    /// 8 at a time, 10 minutes, 30 seconds.
    static final Limits DEFAULT = new Limits(8, Duration.ofMinutes(10), Duration.ofSeconds(30));
  }

  private static final long LOOK_MILLIS = 500;
  private static final long SWEEP_SECONDS = 60;

  private final BlobStaging staging;
  private final Limits limits;
  private final Semaphore free;
  private final Set<UploadCall> calls = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("uploads").factory());

  Uploads(BlobStaging staging, Limits limits) {
    this.staging = staging;
    this.limits = limits;
    this.free = new Semaphore(limits.most());
    timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    timer.scheduleWithFixedDelay(staging::expire, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    calls.forEach(call -> call.checkTime(limits));
  }

  /// Takes an upload. Returns who is to be handed its messages.
  StreamObserver<UploadBlobsRequest> start(
      StreamObserver<UploadBlobsResponse> observer, ServerPhase phase) {
    try {
      phase.check();
      if (!free.tryAcquire()) {
        throw RevisionErrors.tooManyUploads(limits.most());
      }
    } catch (RuntimeException refusal) {
      observer.onError(ControlErrors.of(refusal));
      return new Ignored();
    }
    var call = new UploadCall(staging, observer, this::ended);
    calls.add(call);
    return call;
  }

  private void ended(UploadCall call) {
    if (calls.remove(call)) {
      free.release();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    calls.forEach(UploadCall::abandon);
  }

  /// Messages of a call that was refused.
  private static final class Ignored implements StreamObserver<UploadBlobsRequest> {

    @Override
    public void onNext(UploadBlobsRequest message) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
