package dev.pipy.upstream;

import dev.pipy.event.StreamError;
import dev.pipy.transport.DatagramBuffer;
import dev.pipy.transport.DatagramStream;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.DatagramChannel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Connects a datagram socket, which takes no longer than finding a route.
final class UdpAttempt implements Attempt {

  private final Request request;
  private final Class<? extends DatagramChannel> channelType;
  private final DatagramBuffer buffer;
  private final Outcome outcome;
  private @Nullable Channel channel;
  private boolean isCanceled;

  UdpAttempt(
      Request request,
      Class<? extends DatagramChannel> channelType,
      DatagramBuffer buffer,
      Outcome outcome) {
    this.request = request;
    this.channelType = channelType;
    this.buffer = buffer;
    this.outcome = outcome;
  }

  @Override
  public void begin() {
    ChannelFuture registered =
        new Bootstrap()
            .group(request.worker().loop())
            .channel(channelType)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.clamp(request.limit().toMillis(), 1, Integer.MAX_VALUE))
            .option(ChannelOption.AUTO_READ, false)
            .handler(new Placeholder())
            .register();
    if (!registered.isSuccess()) {
      // no socket could be made (out of file descriptors): there is no channel, and no loop of its
      // own that would call a listener
      failed(registered);
      return;
    }
    channel = registered.channel();
    outcome.connecting();
    // without a local address the system chooses one
    registered
        .channel()
        .connect(request.remote(), request.options().local())
        .addListener((ChannelFuture connected) -> {
          if (isCanceled) {
            connected.channel().close();
          } else if (connected.isSuccess()) {
            connected(connected.channel());
          } else {
            connected.channel().close();
            failed(connected);
          }
        });
  }

  private void connected(Channel connected) {
    channel = null;
    var stream =
        new DatagramStream(
            request.worker(),
            (DatagramChannel) connected,
            buffer,
            request.options().socket(),
            request.traffic(),
            request.owner());
    connected.pipeline().addLast(stream);
    connected.pipeline().remove(Placeholder.class);
    outcome.opened(
        stream,
        (InetSocketAddress) connected.localAddress(),
        (InetSocketAddress) connected.remoteAddress());
    connected.config().setAutoRead(true);
  }

  private void failed(ChannelFuture failed) {
    var cause = failed.cause();
    outcome.failed(
        cause instanceof ConnectTimeoutException
            ? StreamError.CONNECTION_TIMEOUT
            : StreamError.CONNECTION_REFUSED,
        reason(cause));
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "closed at once";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  @Override
  public void cancel() {
    isCanceled = true;
    if (channel != null) {
      channel.close();
    }
  }

  /// Keeps the channel's pipeline quiet until the stream takes over.
  private static final class Placeholder extends ChannelInboundHandlerAdapter {

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
