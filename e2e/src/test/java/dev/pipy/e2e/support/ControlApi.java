package dev.pipy.e2e.support;

import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.FilterServiceGrpc;
import dev.pipy.control.v1.LogServiceGrpc;
import dev.pipy.control.v1.RevisionServiceGrpc;
import dev.pipy.control.v1.ServerServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The control API of a proxy, called with plain stubs as a build server would.
public final class ControlApi implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;

  private ControlApi(ManagedChannel channel) {
    this.channel = channel;
  }

  public static ControlApi of(ProxyUnderTest proxy) {
    return to(proxy.adminPort(), token(proxy));
  }

  /// What a proxy wants to be shown.
  public static String token(ProxyUnderTest proxy) {
    Path token = proxy.stateDirectory().resolve("token-" + proxy.adminPort());
    // it is written behind the opening of the port
    return Await.until(
        "a token in " + token,
        Duration.ofSeconds(20),
        () -> {
          try {
            return Files.exists(token) ? Files.readString(token).strip() : "";
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        text -> !text.isEmpty());
  }

  public static ControlApi to(int port, String token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return new ControlApi(
        Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .build());
  }

  public DeploymentServiceGrpc.DeploymentServiceBlockingStub deployments() {
    return DeploymentServiceGrpc.newBlockingStub(channel);
  }

  public RevisionServiceGrpc.RevisionServiceBlockingStub revisions() {
    return RevisionServiceGrpc.newBlockingStub(channel);
  }

  public ServerServiceGrpc.ServerServiceBlockingStub server() {
    return ServerServiceGrpc.newBlockingStub(channel);
  }

  public FilterServiceGrpc.FilterServiceBlockingStub filters() {
    return FilterServiceGrpc.newBlockingStub(channel);
  }

  public LogServiceGrpc.LogServiceBlockingStub logs() {
    return LogServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
