package dev.pipy.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pipy.control.logging.Logging;
import dev.pipy.control.metrics.ServerMetrics;
import dev.pipy.control.service.FakeHost;
import dev.pipy.control.service.ServerFacts;
import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.filter.FilterCatalog;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Endpoints other than plain loopback ports, and several at a time.
class EndpointsTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (var one : open.reversed()) {
      one.close();
    }
  }

  private static int freePort() throws Exception {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static Endpoint tcp(int port, @Nullable TlsFiles tls) {
    return new Endpoint.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), tls);
  }

  private Path socket() {
    return folder.resolve("control.sock");
  }

  private ControlServer start(Endpoint... endpoints) throws Exception {
    return start(null, endpoints);
  }

  private ControlServer start(@Nullable Path tokenFile, Endpoint... endpoints) throws Exception {
    var host = new FakeHost();
    var server =
        ControlServer.start(
            new ControlOptions(
                List.of(endpoints), folder.resolve("state"), true, tokenFile, CallLimits.DEFAULT),
            host,
            FilterCatalog.ALL,
            Logging.ofProcess(),
            new ServerMetrics(host, "1.0", () -> 0),
            new ServerFacts("1.0", Instant.now(), Duration.ofSeconds(30)));
    open.add(server);
    server.resume(Set.of());
    return server;
  }

  private ManagedChannel channel(String target, ChannelCredentials credentials) {
    var channel = Grpc.newChannelBuilder(target, credentials).build();
    open.add(channel::shutdownNow);
    return channel;
  }

  private static Channel with(String token, Channel channel) {
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static String version(Channel channel) {
    return ServerServiceGrpc.newBlockingStub(channel)
        .getServerInfo(GetServerInfoRequest.getDefaultInstance())
        .getVersion();
  }

  private static Code refusal(Channel channel) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> version(channel))
        .getStatus()
        .getCode();
  }

  @Test
  void lets_the_same_user_in_through_a_socket_without_a_token() throws Exception {
    start(new Endpoint.UnixSocket(socket()));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("state/token-control.sock")).doesNotExist();
    assertThat(folder.resolve("state/store-control.sock")).exists();
    assertThat(version(channel("unix:" + socket(), InsecureChannelCredentials.create())))
        .isEqualTo("1.0");
  }

  @Test
  void takes_the_socket_away_at_its_end() throws Exception {
    start(new Endpoint.UnixSocket(socket())).close();

    assertThat(socket()).doesNotExist();
  }

  @Test
  void replaces_the_socket_of_a_process_that_is_gone() throws Exception {
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket()));
    }
    assertThat(socket()).exists();

    start(new Endpoint.UnixSocket(socket()));

    assertThat(version(channel("unix:" + socket(), InsecureChannelCredentials.create())))
        .isEqualTo("1.0");
  }

  @Test
  void names_the_process_that_listens_on_the_socket() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/net/unix")));
    try (var living = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      living.bind(UnixDomainSocketAddress.of(socket()));

      assertThatThrownBy(() -> start(new Endpoint.UnixSocket(socket())))
          .isInstanceOf(AddressInUseException.class)
          .hasMessageContaining("unix:" + socket())
          .hasMessageContaining("in use by the process " + ProcessHandle.current().pid());
      assertThat(socket()).exists();
    }
  }

  @Test
  void leaves_a_file_alone_that_is_no_socket() throws Exception {
    Files.writeString(socket(), "precious");

    assertThatThrownBy(() -> start(new Endpoint.UnixSocket(socket())))
        .isInstanceOf(AddressInUseException.class)
        .hasMessageContaining("not a socket");
    assertThat(socket()).hasContent("precious");
  }

  @Test
  void serves_several_endpoints_with_one_token() throws Exception {
    int first = freePort();
    int second = freePort();
    start(tcp(first, null), tcp(second, null), new Endpoint.UnixSocket(socket()));

    var token = Files.readString(folder.resolve("state/token-" + second)).strip();
    for (int port : List.of(first, second)) {
      var channel = channel("127.0.0.1:" + port, InsecureChannelCredentials.create());
      assertThat(refusal(channel)).isEqualTo(Code.UNAUTHENTICATED);
      assertThat(version(with(token, channel))).isEqualTo("1.0");
    }
  }

  @Test
  void has_written_the_token_before_it_listens() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      var inTheWay = folder.resolve("state/token-" + port + "/precious");
      Files.createDirectories(inTheWay);

      assertThatThrownBy(() -> start(tcp(port, null)))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("token-" + port);
      assertThat(inTheWay).exists();
    }
  }

  @Test
  void leaves_the_token_of_who_has_the_port_already() throws Exception {
    // given
    int own = freePort();
    int shared = freePort();
    int other = freePort();
    start(tcp(own, null), tcp(shared, null));
    var token = Files.readString(folder.resolve("state/token-" + shared)).strip();

    // when
    assertThatThrownBy(() -> start(tcp(other, null), tcp(shared, null)))
        .isInstanceOf(AddressInUseException.class);

    // then
    assertThat(folder.resolve("state/token-" + other)).doesNotExist();
    var channel = channel("127.0.0.1:" + shared, InsecureChannelCredentials.create());
    assertThat(folder.resolve("state/token-" + shared)).hasContent(token);
    assertThat(version(with(token, channel))).isEqualTo("1.0");
  }

  @Test
  void tells_a_client_of_http_1_what_to_use() throws Exception {
    int port = freePort();
    start(tcp(port, null));
    try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.getOutputStream().write("G".getBytes(StandardCharsets.US_ASCII));
      client.getOutputStream().flush();
      client
          .getOutputStream()
          .write("ET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      var answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer)
          .startsWith("HTTP/1.1 400 ")
          .endsWith("Use: pipyctl --target 127.0.0.1:" + port + " status\n");
    }
  }

  @Test
  void tells_a_client_with_tls_that_there_is_none() throws Exception {
    int port = freePort();
    start(tcp(port, null));
    try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.getOutputStream().write(new byte[] {22, 3, 1, 0, 5, 1, 0, 0, 1, 0});

      var answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer)
          .endsWith("which speaks gRPC. Use: pipyctl --target 127.0.0.1:" + port + " status\n");
    }
    assertThat(logged("speaks TLS to the control API at 127.0.0.1:" + port)).isTrue();
  }

  @Test
  void tells_a_client_without_tls_that_there_is_some() throws Exception {
    var authority = new TestAuthority(folder, "authority");
    int port = freePort();
    start(tcp(port, new TlsFiles(authority.issue("server"), authority.keyOf("server"), null)));

    var failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> version(channel("127.0.0.1:" + port, InsecureChannelCredentials.create())));

    assertThat(failure.getStatus().getDescription())
        .contains("which speaks gRPC over TLS. Use: pipyctl --target 127.0.0.1:" + port)
        .contains("--cacert FILE");
    assertThat(logged("speaks plain text to the control API at 127.0.0.1:" + port)).isTrue();
  }

  private static boolean logged(String text) {
    Logging.ofProcess().flush(Duration.ofSeconds(10));
    return !Logging.ofProcess().history().last(1, entry -> entry.text().contains(text)).isEmpty();
  }

  @Test
  void takes_a_token_or_a_client_certificate_over_tls() throws Exception {
    var authority = new TestAuthority(folder, "authority");
    var clients = new TestAuthority(folder, "clients");
    var tls = new TlsFiles(authority.issue("server"), authority.keyOf("server"), clients.file());
    var tokenFile = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    Files.setPosixFilePermissions(tokenFile, PosixFilePermissions.fromString("rw-------"));
    int port = freePort();
    start(tokenFile, tcp(port, tls));
    var target = "localhost:" + port;

    var anonymous =
        channel(
            target,
            TlsChannelCredentials.newBuilder().trustManager(authority.file().toFile()).build());
    assertThat(refusal(anonymous)).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(refusal(with("wrong", anonymous))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(version(with(TOKEN, anonymous))).isEqualTo("1.0");

    assertThat(version(certified(target, authority, clients, "alice"))).isEqualTo("1.0");
    assertThat(refusal(certified(target, authority, authority, "mallory")))
        .isEqualTo(Code.UNAVAILABLE);
    assertThat(refusal(channel(target, InsecureChannelCredentials.create())))
        .isEqualTo(Code.INTERNAL); // of GOAWAY with INADEQUATE_SECURITY
  }

  private ManagedChannel certified(
      String target, TestAuthority server, TestAuthority issuer, String name) throws Exception {
    return channel(
        target,
        TlsChannelCredentials.newBuilder()
            .trustManager(server.file().toFile())
            .keyManager(issuer.issue(name).toFile(), issuer.keyOf(name).toFile())
            .build());
  }

  @Test
  void reads_certificates_again() throws Exception {
    var before = new TestAuthority(folder, "before");
    var after = new TestAuthority(folder, "after");
    var certificate = before.issue("server");
    var clients = Files.copy(before.file(), folder.resolve("clients.crt"));
    int port = freePort();
    var server = start(tcp(port, new TlsFiles(certificate, before.keyOf("server"), clients)));
    var target = "localhost:" + port;
    assertThat(version(certified(target, before, before, "alice"))).isEqualTo("1.0");

    after.issue("server");
    Files.copy(after.file(), clients, StandardCopyOption.REPLACE_EXISTING);
    server.reload(CallLimits.DEFAULT);

    assertThat(version(certified(target, after, after, "bob"))).isEqualTo("1.0");
    assertThat(refusal(certified(target, after, before, "carol"))).isEqualTo(Code.UNAVAILABLE);

    Files.writeString(certificate, "nothing");
    assertThatThrownBy(() -> server.reload(CallLimits.DEFAULT))
        .isInstanceOf(CredentialException.class)
        .hasMessageContaining(certificate + ": no certificate found");
    assertThat(version(certified(target, after, after, "dave"))).isEqualTo("1.0");
  }

  @Test
  void refuses_a_key_of_another_certificate() throws Exception {
    var authority = new TestAuthority(folder, "authority");
    authority.issue("other");

    assertThatThrownBy(() ->
            start(
                tcp(
                    freePort(),
                    new TlsFiles(authority.issue("server"), authority.keyOf("other"), null))))
        .isInstanceOf(CredentialException.class)
        .hasMessageContaining("key does not belong to");
  }

  @Test
  void refuses_a_token_file_that_others_can_read_or_that_holds_no_token() throws Exception {
    var file = Files.writeString(folder.resolve("token"), TOKEN);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> start(file, tcp(freePort(), null)))
        .isInstanceOf(CredentialException.class)
        .hasMessageContaining("0600")
        .hasMessageNotContaining(TOKEN);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "short");
    assertThatThrownBy(() -> start(file, tcp(freePort(), null)))
        .hasMessageContaining("5 characters");
  }
}
