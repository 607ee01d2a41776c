package dev.pipy.ctl.client;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;

/// The sockets beneath a connection, and the thread that reads and writes them.
///
/// gRPC's own threads live on for a second after the last connection, and the JVM gives threads
/// that wait in the system 300 ms at its end: each command would take as much longer. This thread
/// has ended when [#close] returns. The sockets are the JDK's, for which no native library has to
/// be unpacked.
final class Wire implements AutoCloseable {

  private static final long MOST_MILLIS = 500;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("connection", true), NioIoHandler.newFactory());

  /// A channel to that target, to be completed.
  ManagedChannelBuilder<?> channelTo(Target target, ChannelCredentials credentials) {
    NettyChannelBuilder builder =
        target.isUnix()
            ? NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(target.path()), credentials)
                .channelFactory(NioDomainSocketChannel::new)
                .overrideAuthority("localhost")
            : NettyChannelBuilder.forTarget(target.address(), credentials)
                .channelFactory(NioSocketChannel::new);
    return builder.eventLoopGroup(loop);
  }

  /// Ends the thread, once its channels are closed; waits half a second at most.
  @Override
  public void close() {
    loop.shutdownGracefully(0, MOST_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(MOST_MILLIS);
  }
}
