package dev.pipy.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.pipy.control.logging.Logging;
import dev.pipy.control.metrics.ServerMetrics;
import dev.pipy.control.service.FakeHost;
import dev.pipy.control.service.ServerFacts;
import dev.pipy.control.store.StoreLockedException;
import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.File;
import dev.pipy.control.v1.FilterServiceGrpc;
import dev.pipy.control.v1.GetFilterRequest;
import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.ListFiltersRequest;
import dev.pipy.control.v1.LogServiceGrpc;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.control.v1.TailLogsRequest;
import dev.pipy.control.v1.ValidateRequest;
import dev.pipy.filter.FilterCatalog;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {

  @TempDir Path folder;

  private InetSocketAddress address;
  private ControlServer server;
  private ManagedChannel channel;

  @SuppressWarnings("NullAway.Init") // JUnit calls listen() first
  ControlServerTest() {}

  @BeforeEach
  void listen() throws Exception {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), probe.getLocalPort());
    }
    server = start(folder.resolve("state"));
    server.resume(Set.of());
    channel = NettyChannelBuilder.forAddress("127.0.0.1", address.getPort()).usePlaintext().build();
  }

  private ControlServer start(Path state) throws Exception {
    var host = new FakeHost();
    return ControlServer.start(
        new ControlOptions(address, state, true),
        host,
        FilterCatalog.ALL,
        Logging.ofProcess(),
        new ServerMetrics(host, "1.0", () -> 0),
        new ServerFacts("1.0", Instant.now(), Duration.ofSeconds(30)));
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.close();
  }

  private Path tokenFile() {
    return folder.resolve("state/token-" + address.getPort());
  }

  private Channel with(String authorization) {
    var headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private Channel authorized() throws Exception {
    return with("Bearer " + Files.readString(tokenFile()).strip());
  }

  private static String refusal(Channel channel) throws InvalidProtocolBufferException {
    var stub = ServerServiceGrpc.newBlockingStub(channel);
    var failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub.getServerInfo(GetServerInfoRequest.getDefaultInstance()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED);
    var status = Objects.requireNonNull(StatusProto.fromThrowable(failure));
    return status.getDetails(0).unpack(ErrorInfo.class).getReason();
  }

  @Test
  void lets_callers_with_the_token_in() throws Exception {
    var answer =
        ServerServiceGrpc.newBlockingStub(authorized())
            .getServerInfo(GetServerInfoRequest.getDefaultInstance());

    assertThat(answer.getVersion()).isEqualTo("1.0");
    assertThat(answer.getWorkers()).isEqualTo(2);
    assertThat(answer.getLimits().getMessageBytes()).isEqualTo(4 << 20);
    assertThat(answer.getLimits().getRevisionsKept()).isEqualTo(100);
  }

  @Test
  void refuses_callers_without_it() throws Exception {
    assertThat(refusal(channel)).isEqualTo("TOKEN_MISSING");
    assertThat(refusal(with("Basic abc"))).isEqualTo("TOKEN_MISSING");
    assertThat(refusal(with("Bearer abc"))).isEqualTo("TOKEN_INVALID");
  }

  @Test
  void answers_health_checks_of_anybody() {
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatusValue())
        .isEqualTo(1);
  }

  @Test
  void keeps_the_token_to_its_user() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokenFile())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(tokenFile()).strip()).hasSize(43);
  }

  @Test
  void takes_the_token_file_away_at_its_end() {
    server.close();

    assertThat(tokenFile()).doesNotExist();
  }

  @Test
  void names_the_port_that_is_in_use() {
    assertThatThrownBy(() -> start(folder.resolve("other")))
        .isInstanceOf(AddressInUseException.class)
        .hasMessageContaining("127.0.0.1:" + address.getPort());
    assertThat(tokenFile()).exists();
  }

  @Test
  void names_the_process_that_uses_the_store() {
    assertThatThrownBy(() -> start(folder.resolve("state")))
        .isInstanceOf(StoreLockedException.class);
  }

  @Test
  void lists_and_explains_filters() throws Exception {
    var stub = FilterServiceGrpc.newBlockingStub(authorized());

    assertThat(stub.listFilters(ListFiltersRequest.getDefaultInstance()).getFiltersCount())
        .isEqualTo(FilterCatalog.ALL.size());
    assertThat(
            stub.getFilter(GetFilterRequest.newBuilder().setName("connect").build())
                .getFilter()
                .getSignature())
        .startsWith("connect(");
    assertThatThrownBy(
            () -> stub.getFilter(GetFilterRequest.newBuilder().setName("conect").build()))
        .hasMessageContaining("NOT_FOUND")
        .hasMessageContaining("did you mean: connect");
  }

  @Test
  void takes_no_message_above_four_mebibytes() throws Exception {
    var file = File.newBuilder().setPath("a").setContent(ByteString.copyFrom(new byte[4 << 20]));
    var request = ValidateRequest.newBuilder().addFiles(file).build();
    var stub = DeploymentServiceGrpc.newBlockingStub(authorized());

    var failure = catchThrowableOfType(StatusRuntimeException.class, () -> stub.validate(request));

    assertThat(failure.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(failure.getStatus().getDescription()).contains("4194304");
  }

  @Test
  void streams_what_is_logged() throws Exception {
    var stub = LogServiceGrpc.newBlockingStub(authorized());
    var mark = "mark-" + System.nanoTime();
    var log = Logging.ofProcess().getLogger("script.proxy");
    log.info("{} past", mark);
    Logging.ofProcess().flush(Duration.ofSeconds(5));

    var lines =
        stub.tailLogs(TailLogsRequest.newBuilder().setFollow(true).setContains(mark).build());

    assertThat(lines.next().getLine().getText()).isEqualTo(mark + " past");
    log.info("{} new", mark);
    var line = lines.next().getLine();
    assertThat(line.getText()).isEqualTo(mark + " new");
    assertThat(line.getProgram()).isEqualTo("proxy");
  }
}
