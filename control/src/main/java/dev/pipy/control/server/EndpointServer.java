package dev.pipy.control.server;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.file.FileSystemException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One endpoint with the gRPC server behind it. The services are those of all endpoints.
final class EndpointServer {

  private static final int MOST_CALLS_PER_CONNECTION = 32;
  private static final int METADATA_BYTES = 16 << 10;

  private final Endpoint endpoint;
  private final @Nullable SocketFile file;
  private final @Nullable TlsIdentity identity;
  private final Server server;

  private EndpointServer(
      Endpoint endpoint, @Nullable SocketFile file, @Nullable TlsIdentity identity, Server server) {
    this.endpoint = endpoint;
    this.file = file;
    this.identity = identity;
    this.server = server;
  }

  /// Makes a server that does not listen yet. Throws CredentialException if a certificate or key
  /// cannot be used.
  ///
  /// @param loops run its connections
  /// @param services adds to it what is served
  static EndpointServer of(
      Endpoint endpoint, EventLoopGroup loops, Consumer<NettyServerBuilder> services)
      throws IOException {
    return switch (endpoint) {
      case Endpoint.Tcp tcp -> {
        var identity = tcp.tls() == null ? null : TlsIdentity.read(tcp.tls());
        var builder =
            NettyServerBuilder.forAddress(
                tcp.address(),
                identity == null ? InsecureServerCredentials.create() : identity.credentials());
        listenOn(builder, loops, NioServerSocketChannel::new, _ -> true, protocols(endpoint));
        services.accept(builder);
        yield new EndpointServer(endpoint, null, identity, builder.build());
      }
      case Endpoint.UnixSocket unix -> {
        var file = new SocketFile(unix.path());
        var builder = NettyServerBuilder.forAddress((SocketAddress) file.address());
        listenOn(
            builder, loops, NioServerDomainSocketChannel::new, file::mayEnter, protocols(endpoint));
        services.accept(builder);
        yield new EndpointServer(endpoint, file, null, builder.build());
      }
    };
  }

  private static WrongProtocol protocols(Endpoint endpoint) {
    boolean hasTls = endpoint instanceof Endpoint.Tcp tcp && tcp.tls() != null;
    return new WrongProtocol(endpoint.text(), hasTls);
  }

  private static void listenOn(
      NettyServerBuilder builder,
      EventLoopGroup loops,
      Supplier<ServerChannel> sockets,
      Predicate<Channel> mayEnter,
      WrongProtocol protocols) {
    builder
        .channelFactory(() -> {
          var socket = sockets.get();
          socket.pipeline().addFirst(new Arrivals(mayEnter, protocols));
          return socket;
        })
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops)
        .maxInboundMetadataSize(METADATA_BYTES)
        .maxConcurrentCallsPerConnection(MOST_CALLS_PER_CONNECTION)
        .keepAliveTime(60, TimeUnit.SECONDS)
        .keepAliveTimeout(20, TimeUnit.SECONDS)
        .permitKeepAliveTime(30, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /// Throws AddressInUseException if somebody else listens there.
  void listen() throws IOException {
    try {
      if (file != null) {
        file.clear();
      }
      server.start();
    } catch (AddressInUseException failure) {
      throw failure;
    } catch (IOException failure) {
      if (isInUse(failure)) {
        throw new AddressInUseException(endpoint.text(), "address already in use");
      }
      throw new IOException(
          "the control API cannot listen on " + endpoint.text() + ": " + reason(failure), failure);
    }
    if (file != null) {
      file.bound();
    }
  }

  private static boolean isInUse(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }

  private static String reason(IOException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof BindException)) {
      cause = cause.getCause();
    }
    return cause instanceof FileSystemException
        ? cause.toString()
        : String.valueOf(cause.getMessage());
  }

  /// Reads certificates again, if it has any.
  void reload() throws IOException {
    if (identity != null) {
      identity.reload();
    }
  }

  /// Takes no more calls.
  void shutdown() {
    server.shutdown();
  }

  /// Waits for the calls under way, then cuts them. A socket's file has gone with its listening.
  void close() {
    try {
      if (!server.awaitTermination(500, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException expected) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
