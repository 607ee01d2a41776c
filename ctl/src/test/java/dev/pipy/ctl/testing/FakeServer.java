package dev.pipy.ctl.testing;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A control API on a free port of this machine, with made-up programs.
public final class FakeServer implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final FakeDeployments deployments = new FakeDeployments();
  private final FakeRevisions revisions = new FakeRevisions();
  private final FakeLogs logs = new FakeLogs();
  private final FakeGraphs graphs = new FakeGraphs();
  private final FakeInspection inspection = new FakeInspection();
  private final FakeStatus status = new FakeStatus(deployments);
  private final FakeEvents events = new FakeEvents();
  private final Server server;
  private volatile String requiredToken = "";

  private FakeServer(int port) throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(deployments)
            .addService(revisions)
            .addService(new FakeFilters())
            .addService(status)
            .addService(events)
            .addService(new FakeDebug())
            .addService(logs)
            .addService(graphs)
            .addService(inspection)
            .addService(inspection.taps())
            .addService(new FakeMetrics())
            .intercept(new TokenCheck())
            .build()
            .start();
  }

  /// Starts a server with the program "proxy" at r43, which was r42 before.
  public static FakeServer start() throws IOException {
    return new FakeServer(0);
  }

  public FakeDeployments deployments() {
    return deployments;
  }

  public FakeRevisions revisions() {
    return revisions;
  }

  public FakeLogs logs() {
    return logs;
  }

  public FakeInspection inspection() {
    return inspection;
  }

  public FakeStatus status() {
    return status;
  }

  public FakeEvents events() {
    return events;
  }

  public FakeGraphs graphs() {
    return graphs;
  }

  public int port() {
    return server.getPort();
  }

  public String target() {
    return "127.0.0.1:" + port();
  }

  /// Refuses calls without this token from now on.
  public void require(String token) {
    requiredToken = token;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class TokenCheck implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String token = requiredToken;
      if (!token.isEmpty() && !("Bearer " + token).equals(headers.get(AUTHORIZATION))) {
        call.close(Status.UNAUTHENTICATED.withDescription("no token"), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(call, headers);
    }
  }

  /// For a look at the screens: takes a port, runs until it is ended.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (FakeServer fake = new FakeServer(Integer.parseInt(arguments[0]))) {
      fake.server.awaitTermination();
    }
  }
}
