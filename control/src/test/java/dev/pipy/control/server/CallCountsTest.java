package dev.pipy.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.pipy.control.logging.Logging;
import dev.pipy.control.metrics.ServerMetrics;
import dev.pipy.control.service.FakeHost;
import dev.pipy.control.service.ServerFacts;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.DeploymentServiceGrpc.DeploymentServiceBlockingStub;
import dev.pipy.control.v1.File;
import dev.pipy.control.v1.GetMetricsRequest;
import dev.pipy.control.v1.GetMetricsResponse;
import dev.pipy.control.v1.MetricFamily;
import dev.pipy.control.v1.MetricsServiceGrpc;
import dev.pipy.control.v1.QueryStatsRequest;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.filter.FilterCatalog;
import dev.pipy.metrics.Exposition;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is counted of the control API, and how it is handed out.
class CallCountsTest {

  private final FakeHost host = new FakeHost();
  private final ServerMetrics metrics = new ServerMetrics(host, "1.0", () -> 7);
  private final Path folder;
  private final InetSocketAddress address;
  private final ManagedChannel channel;
  private ControlServer server;

  CallCountsTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), probe.getLocalPort());
    }
    server = start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", address.getPort()).usePlaintext().build();
  }

  private ControlServer start() throws Exception {
    var started =
        ControlServer.start(
            new ControlOptions(address, folder.resolve("state"), false),
            host,
            FilterCatalog.ALL,
            Logging.ofProcess(),
            metrics,
            new ServerFacts("1.0", Instant.now(), Duration.ofSeconds(30)));
    started.resume(Set.of());
    return started;
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.close();
  }

  private DeploymentServiceBlockingStub deployments() {
    return DeploymentServiceGrpc.newBlockingStub(channel);
  }

  private static DeployRequest deploy(String program, String script) {
    return DeployRequest.newBuilder()
        .setProgram(program)
        .addFiles(File.newBuilder().setPath("main.js").setContent(ByteString.copyFromUtf8(script)))
        .build();
  }

  private String text() {
    return Exposition.PROMETHEUS.text(metrics.gather());
  }

  @Test
  void deploys_are_counted_by_what_became_of_them() {
    deployments().deploy(deploy("proxy", "fine"));
    deployments().deploy(deploy("proxy", "fine"));
    deployments().deploy(deploy("proxy", "finer"));
    deployments().deploy(deploy("proxy", "no").toBuilder().setValidateOnly(true).build());
    deployments().rollback(RollbackRequest.newBuilder().setProgram("proxy").build());
    refuse(deploy("proxy", "UNKNOWN_FILTER"));
    refuse(deploy("proxy", "CANNOT_LISTEN"));
    refuse(deploy("proxy", "fine").toBuilder().setExpectedRevision(99).build());
    refuse(deploy("No Name", "fine"));

    assertThat(text().lines().filter(line -> line.startsWith("pipy_deployments_total")))
        .containsExactly(
            "pipy_deployments_total{codebase=\"\",result=\"failed\",reason=\"FIELD_INVALID\"} 1",
            "pipy_deployments_total{codebase=\"proxy\",result=\"activated\",reason=\"\"} 3",
            "pipy_deployments_total{codebase=\"proxy\",result=\"failed\",reason=\"CODEBASE_INVALID\"} 1",
            "pipy_deployments_total{codebase=\"proxy\",result=\"failed\",reason=\"LISTEN_ADDRESS_IN_USE\"} 1",
            "pipy_deployments_total{codebase=\"proxy\",result=\"failed\",reason=\"STALE_REVISION\"} 1",
            "pipy_deployments_total{codebase=\"proxy\",result=\"unchanged\",reason=\"\"} 1");
    assertThat(text())
        .contains(
            """
            pipy_control_requests_total{grpc_service="pipy.control.v1.DeploymentService",\
            grpc_method="Deploy",grpc_code="OK"} 4
            """)
        .contains(
            """
            pipy_control_requests_total{grpc_service="pipy.control.v1.DeploymentService",\
            grpc_method="Deploy",grpc_code="ABORTED"} 1
            """)
        .contains("pipy_log_dropped_total 7\n")
        .containsPattern(
            "pipy_codebase_info\\{codebase=\"proxy\",revision=\"1\",digest=\"[^\"]{20,}\"\\} 1\n");
  }

  private void refuse(DeployRequest request) {
    assertThatThrownBy(() -> deployments().deploy(request))
        .isInstanceOf(StatusRuntimeException.class);
  }

  @Test
  void hands_out_the_text_and_the_numbers() {
    var stub = MetricsServiceGrpc.newBlockingStub(channel);
    var text = new StringBuilder();
    stub.getMetrics(GetMetricsRequest.getDefaultInstance())
        .forEachRemaining((GetMetricsResponse piece) -> text.append(piece.getText()));
    assertThat(text.toString()).contains("# TYPE pipy_log_dropped_total counter");

    var families = new ArrayList<MetricFamily>();
    stub.queryStats(
            QueryStatsRequest.newBuilder()
                .addPatterns("pipy_log_*")
                .addPatterns("pipy_control_request_duration_second?")
                .build())
        .forEachRemaining(piece -> families.addAll(piece.getFamiliesList()));
    assertThat(families)
        .extracting(MetricFamily::getName)
        .containsExactly("pipy_control_request_duration_seconds", "pipy_log_dropped_total");
    var histogram = families.getFirst().getSamples(0);
    assertThat(histogram.getLabelsMap())
        .containsEntry("grpc_method", "GetMetrics")
        .containsEntry("grpc_code", "OK");
    assertThat(histogram.getCount()).isEqualTo(1);
    assertThat(histogram.getBucketsList().getLast().getUpperBound())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(histogram.getBucketsList().getLast().getCount()).isEqualTo(1);
  }

  @Test
  void refuses_patterns_that_are_too_long() {
    var stub = MetricsServiceGrpc.newBlockingStub(channel);
    var request = QueryStatsRequest.newBuilder().addPatterns("x".repeat(201)).build();
    assertThatThrownBy(() -> stub.queryStats(request).hasNext())
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("patterns[0]: too long (expected: at most 200 characters)");
  }

  @Test
  void health_is_bad_while_a_stored_program_does_not_run() throws Exception {
    deployments().deploy(deploy("proxy", "fine"));
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
    server.close();
    host.refuseFromNowOn();
    server = start();

    assertThat(health("proxy")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(health("")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(server.failedPrograms()).isEqualTo(List.of("proxy"));

    host.acceptFromNowOn();
    deployments().deploy(deploy("proxy", "better"));
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
    assertThat(server.failedPrograms()).isEmpty();
  }

  @Test
  void a_state_directory_that_is_gone_cannot_be_written_to() throws Exception {
    assertThat(server.stateFault()).isEmpty();
    var store = folder.resolve("state/store-" + address.getPort());
    Files.move(store, folder.resolve("elsewhere"));
    assertThat(server.stateFault()).contains("cannot be written to");
    Files.move(folder.resolve("elsewhere"), store);
  }

  private ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .withWaitForReady()
        .withDeadlineAfter(Duration.ofSeconds(20))
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }
}
