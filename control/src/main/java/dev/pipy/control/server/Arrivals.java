package dev.pipy.control.server;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Predicate;

/// Sees each new connection of a listening socket before gRPC does.
@Sharable
final class Arrivals extends ChannelInboundHandlerAdapter {

  private final Predicate<Channel> mayEnter;
  private final WrongProtocol protocols;

  /// @param mayEnter says whether a connection is served; others are closed
  /// @param protocols tells who speaks the right one, and others what they speak to
  Arrivals(Predicate<Channel> mayEnter, WrongProtocol protocols) {
    this.mayEnter = mayEnter;
    this.protocols = protocols;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var connection = (Channel) message;
    if (!mayEnter.test(connection)) {
      connection.unsafe().closeForcibly();
      return;
    }
    connection.pipeline().addFirst(new FirstBytes(protocols));
    context.fireChannelRead(connection);
  }
}
