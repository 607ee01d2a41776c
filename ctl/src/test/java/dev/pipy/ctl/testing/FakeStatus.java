package dev.pipy.ctl.testing;

import com.google.protobuf.Duration;
import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.GetServerInfoResponse;
import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.GetStatusResponse;
import dev.pipy.control.v1.Listener;
import dev.pipy.control.v1.Program;
import dev.pipy.control.v1.ServerServiceGrpc.ServerServiceImplBase;
import io.grpc.stub.StreamObserver;

/// What the made-up server says about itself.
final class FakeStatus extends ServerServiceImplBase {

  private final FakeDeployments deployments;

  FakeStatus(FakeDeployments deployments) {
    this.deployments = deployments;
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> answer) {
    Program proxy = deployments.proxy();
    answer.onNext(
        GetStatusResponse.newBuilder()
            .setHealthy(proxy.getProblem().isEmpty())
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
