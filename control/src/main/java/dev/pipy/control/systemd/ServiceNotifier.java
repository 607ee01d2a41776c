package dev.pipy.control.systemd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells systemd how the server is, by datagrams to the socket that it named (sd_notify(3)). Does
/// nothing where it named none. Any thread.
public final class ServiceNotifier implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.systemd");

  private final @Nullable EventLoopGroup loop;
  private final @Nullable Channel channel;

  private ServiceNotifier(@Nullable EventLoopGroup loop, @Nullable Channel channel) {
    this.loop = loop;
    this.channel = channel;
  }

  /// Tells nobody.
  public static ServiceNotifier none() {
    return new ServiceNotifier(null, null);
  }

  /// Tells whom the environment names. If that one cannot be reached, a line of the log says so and
  /// the server runs without.
  ///
  /// @param variables gives the value of an environment variable; empty if it is not set
  public static ServiceNotifier of(UnaryOperator<String> variables) {
    var socket = variables.apply("NOTIFY_SOCKET");
    if (socket.isEmpty()) {
      return none();
    }
    if (!Epoll.isAvailable()) {
      LOG.warn("systemd is not told how the server is: the native transport does not load");
      return none();
    }
    var loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("systemd", true), EpollIoHandler.newFactory());
    var connected =
        new Bootstrap()
            .group(loop)
            .channel(EpollDomainDatagramChannel.class)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(new DomainSocketAddress(socket.replaceFirst("^@", "\0")))
            .awaitUninterruptibly();
    if (!connected.isSuccess()) {
      LOG.warn(
          "systemd is not told how the server is: {}: {}", socket, connected.cause().toString());
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      return none();
    }
    return new ServiceNotifier(loop, connected.channel());
  }

  /// The start is over, or a reload.
  ///
  /// @param status one line for people
  public void ready(String status) {
    send("READY=1\n" + statusLine(status));
  }

  /// Configuration and codebase are being read again; [#ready] follows.
  public void reloading() {
    // the clock that systemd compares with is the one of nanoTime on Linux
    send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000 + "\nSTATUS=Reloading");
  }

  /// The end has begun.
  public void stopping(String status) {
    send("STOPPING=1\n" + statusLine(status));
  }

  /// Something that people may want to know.
  public void status(String status) {
    send(statusLine(status));
  }

  void alive() {
    send("WATCHDOG=1");
  }

  private static String statusLine(String status) {
    return "STATUS=" + status.lines().findFirst().orElse("");
  }

  private void send(String state) {
    if (channel != null) {
      channel
          .writeAndFlush(Unpooled.copiedBuffer(state, StandardCharsets.UTF_8))
          .addListener(sent -> {
            if (!sent.isSuccess()) {
              LOG.atDebug().setCause(sent.cause()).log("systemd was not told");
            }
          });
    }
  }

  /// Sends what waits; 1 second at most.
  @Override
  public void close() {
    if (channel != null) {
      channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
    if (loop != null) {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
