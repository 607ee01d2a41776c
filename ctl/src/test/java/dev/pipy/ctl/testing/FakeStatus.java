package dev.pipy.ctl.testing;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.pipy.control.v1.DrainRequest;
import dev.pipy.control.v1.DrainResponse;
import dev.pipy.control.v1.DrainState;
import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.GetServerInfoResponse;
import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.GetStatusResponse;
import dev.pipy.control.v1.Listener;
import dev.pipy.control.v1.Program;
import dev.pipy.control.v1.ServerServiceGrpc.ServerServiceImplBase;
import dev.pipy.control.v1.UndrainRequest;
import dev.pipy.control.v1.UndrainResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// What the made-up server says about itself.
public final class FakeStatus extends ServerServiceImplBase {

  private final FakeDeployments deployments;
  private final BlockingQueue<DrainRequest> drains = new LinkedBlockingQueue<>();
  private volatile @Nullable DrainState drain;

  FakeStatus(FakeDeployments deployments) {
    this.deployments = deployments;
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> answer) {
    Program proxy = deployments.proxy();
    DrainState drained = drain;
    GetStatusResponse.Builder status = GetStatusResponse.newBuilder();
    if (drained != null) {
      status.setDrain(drained).setDraining(true);
      drain = after(drained);
    }
    answer.onNext(
        status
            .setHealthy(proxy.getProblem().isEmpty() && drained == null)
            .setUptime(Duration.newBuilder().setSeconds(4 * 3600 + 120))
            .addPrograms(proxy)
            .addListeners(
                Listener.newBuilder()
                    .setAddress("0.0.0.0:8000")
                    .setProgram("proxy")
                    .setRevision(43)
                    .setConnections(812)
                    .setAcceptedTotal(10_220))
            .build());
    answer.onCompleted();
  }

  public BlockingQueue<DrainRequest> drains() {
    return drains;
  }

  /// Two connections, one less after each look.
  @Override
  public void drain(DrainRequest request, StreamObserver<DrainResponse> answer) {
    drains.add(request);
    DrainState begun =
        DrainState.newBuilder()
            .setPhase(DrainState.Phase.PHASE_DRAINING)
            .setConnections(2)
            .setDeadline(Timestamp.newBuilder().setSeconds(4_000_000_000L))
            .build();
    drain = begun;
    answer.onNext(DrainResponse.newBuilder().setDrain(begun).build());
    answer.onCompleted();
  }

  private static DrainState after(DrainState state) {
    return state.getConnections() == 0
        ? state.toBuilder().setPhase(DrainState.Phase.PHASE_DRAINED).build()
        : state.toBuilder().setConnections(state.getConnections() - 1).build();
  }

  @Override
  public void undrain(UndrainRequest request, StreamObserver<UndrainResponse> answer) {
    boolean was = drain != null;
    drain = null;
    answer.onNext(
        UndrainResponse.newBuilder()
            .setWasDraining(was)
            .setDuration(Duration.newBuilder().setSeconds(90))
            .build());
    answer.onCompleted();
  }

  @Override
  public void getServerInfo(
      GetServerInfoRequest request, StreamObserver<GetServerInfoResponse> answer) {
    answer.onNext(
        GetServerInfoResponse.newBuilder()
            .setVersion("0.1.0")
            .setJavaVersion("25.0.3")
            .setScriptEngineVersion("GraalJS 25.0.3")
            .setScriptMode("optimized")
            .setWorkers(2)
            .setProcessId(4711)
            .setTransport("epoll")
            .setDefaultDrainTimeout(Duration.newBuilder().setSeconds(30))
            .build());
    answer.onCompleted();
  }
}
