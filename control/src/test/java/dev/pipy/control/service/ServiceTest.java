package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import dev.pipy.control.logging.Logging;
import dev.pipy.control.store.DirectoryRevisionStore;
import dev.pipy.control.v1.ConnectionServiceGrpc;
import dev.pipy.control.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import dev.pipy.control.v1.DebugServiceGrpc;
import dev.pipy.control.v1.DebugServiceGrpc.DebugServiceBlockingStub;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.DeploymentServiceGrpc.DeploymentServiceBlockingStub;
import dev.pipy.control.v1.EventServiceGrpc;
import dev.pipy.control.v1.EventServiceGrpc.EventServiceBlockingStub;
import dev.pipy.control.v1.File;
import dev.pipy.control.v1.GraphServiceGrpc;
import dev.pipy.control.v1.GraphServiceGrpc.GraphServiceBlockingStub;
import dev.pipy.control.v1.LogServiceGrpc;
import dev.pipy.control.v1.LogServiceGrpc.LogServiceBlockingStub;
import dev.pipy.control.v1.RevisionServiceGrpc;
import dev.pipy.control.v1.RevisionServiceGrpc.RevisionServiceBlockingStub;
import dev.pipy.control.v1.RevisionServiceGrpc.RevisionServiceStub;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.control.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import dev.pipy.control.v1.TapServiceGrpc;
import dev.pipy.control.v1.TapServiceGrpc.TapServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A control API over a host that runs nothing, in this process.
abstract class ServiceTest {

  static final Duration UPLOAD_IDLE = Duration.ofSeconds(2);
  static final String ID = "01234567-89ab-cdef-0123-456789abcdef";

  @TempDir Path folder;

  final FakeHost host = new FakeHost();
  private final InstantSource clock = InstantSource.system();

  ServerPhase phase = new ServerPhase();
  DirectoryRevisionStore store;
  private Server server;
  private ManagedChannel channel;
  DeploymentServiceBlockingStub deployments;
  ServerServiceBlockingStub servers;
  GraphServiceBlockingStub graphs;
  ConnectionServiceBlockingStub connections;
  TapServiceBlockingStub taps;
  RevisionServiceBlockingStub revisions;
  RevisionServiceStub sendingRevisions;
  EventServiceBlockingStub watching;
  LogServiceBlockingStub logs;
  DebugServiceBlockingStub debugging;
  ServerDrain drain;
  private RevisionService revisionService;

  @SuppressWarnings("NullAway.Init") // JUnit calls start() first
  ServiceTest() {}

  @BeforeEach
  void start() throws Exception {
    phase = new ServerPhase();
    store = DirectoryRevisionStore.open(folder.resolve("store"), clock);
    var facts = facts();
    var problems = new ProgramProblems();
    var health = new ProgramHealth();
    var log = new EventLog(clock);
    host.onEvent(new ProgramEventLog(log)::happened);
    drain = new ServerDrain(host, health, log, clock);
    var service = new DeploymentService(host, store, problems, health, facts, phase, log, clock);
    revisionService = service.revisions(new Uploads.Limits(2, Duration.ofSeconds(60), UPLOAD_IDLE));
    var name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .addService(service)
            .addService(revisionService)
            .addService(new ServerService(host, store, problems, facts, phase, drain, clock))
            .addService(new GraphService(host, store, facts))
            .addService(new ConnectionService(host.inspection(), log))
            .addService(new TapService(host.inspection(), Duration.ofMillis(100)))
            .addService(health.service())
            .addService(new EventService(log, Duration.ofMillis(100)))
            .addService(new LogService(Logging.ofProcess(), log, facts, Duration.ofMillis(100)))
            .addService(new DebugService(facts.options()))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
    deployments = DeploymentServiceGrpc.newBlockingStub(channel);
    servers = ServerServiceGrpc.newBlockingStub(channel);
    graphs = GraphServiceGrpc.newBlockingStub(channel);
    connections = ConnectionServiceGrpc.newBlockingStub(channel);
    taps = TapServiceGrpc.newBlockingStub(channel);
    revisions = RevisionServiceGrpc.newBlockingStub(channel);
    sendingRevisions = RevisionServiceGrpc.newStub(channel);
    watching = EventServiceGrpc.newBlockingStub(channel);
    logs = LogServiceGrpc.newBlockingStub(channel);
    debugging = DebugServiceGrpc.newBlockingStub(channel);
    service.resume(Set.of());
    phase.ready();
    health.ready();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    revisionService.close();
    drain.close();
    store.close();
  }

  ServerFacts facts() {
    return new ServerFacts("1.0", Instant.now(), Duration.ofSeconds(30));
  }

  void restart() throws Exception {
    stop();
    host.forget();
    start();
  }

  ServingStatus health(String name) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(name).build())
        .getStatus();
  }

  static DeployRequest.Builder deploy(String main) {
    return DeployRequest.newBuilder().setProgram("a").addFiles(file("main.js", main));
  }

  static File.Builder file(String path, String text) {
    return File.newBuilder().setPath(path).setContent(ByteString.copyFromUtf8(text));
  }

  /// A call that is to fail.
  interface Call {

    Object make();
  }

  static StatusRuntimeException failure(Status.Code code, String reason, Call call) {
    var failure = catchThrowableOfType(StatusRuntimeException.class, call::make);
    assertThat(failure).isNotNull();
    assertThat(failure.getStatus().getCode()).as(failure.toString()).isEqualTo(code);
    var info = detail(failure, ErrorInfo.class);
    assertThat(info.getReason()).isEqualTo(reason);
    assertThat(info.getDomain()).isEqualTo("pipy.control");
    return failure;
  }

  static <T extends Message> T detail(StatusRuntimeException failure, Class<T> type) {
    var status = StatusProto.fromThrowable(failure);
    for (Any detail : status == null ? java.util.List.<Any>of() : status.getDetailsList()) {
      if (detail.is(type)) {
        try {
          return detail.unpack(type);
        } catch (InvalidProtocolBufferException unreadable) {
          throw new AssertionError(unreadable);
        }
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + failure);
  }
}
