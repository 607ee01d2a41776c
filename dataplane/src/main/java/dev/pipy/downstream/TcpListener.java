package dev.pipy.downstream;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A TCP port. Which program version a new connection gets is asked at each accept, so versions
/// change without the sockets noticing.
final class TcpListener implements Listener {

  private static final int BACKLOG = 4096;
  private static final int LAST_ACCEPTS_MILLIS = 20;
  private static final int ACCEPT_PAUSE_MILLIS = 1000;
  private static final Logger LOG = LoggerFactory.getLogger("pipy.listener");

  private final Endpoint endpoint;
  private final InetSocketAddress address;
  private final WorkerGroup workers;
  private final Telemetry telemetry;
  private final Function<Worker, Inbound.@Nullable Port> ports;
  private final List<Channel> channels = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong accepted = new AtomicLong();
  private volatile int maxConnections;
  private boolean isTransparent;

  TcpListener(
      Endpoint endpoint,
      WorkerGroup workers,
      Telemetry telemetry,
      Function<Worker, Inbound.@Nullable Port> ports) {
    this.telemetry = telemetry;
    this.endpoint = endpoint;
    this.address = endpoint.address();
    this.workers = workers;
    this.ports = ports;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public int connections() {
    return connections.get();
  }

  @Override
  public long accepted() {
    return accepted.get();
  }

  /// Who finds no room waits in the system's queue.
  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void bind() throws IOException {
    boolean isShared = workers.workers().size() > 1;
    if (isShared) {
      // sockets that share a port also share it with another process of ours, silently: refuse that
      try (var probe = new ServerSocket()) {
        probe.setReuseAddress(true);
        probe.bind(address);
      }
    }
    for (var worker : workers.workers()) {
      var bootstrap =
          new ServerBootstrap()
              .group(worker.loop(), worker.loop())
              .channel(workers.serverChannel())
              .option(ChannelOption.SO_REUSEADDR, true)
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .option(ChannelOption.AUTO_READ, false)
              .handler(new AcceptLimit())
              .childHandler(new Accept(worker));
      if (isShared) {
        bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
      }
      var bound = bootstrap.bind(address).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        close();
        throw bound.cause() instanceof IOException failure
            ? failure
            : new IOException(bound.cause());
      }
      channels.add(bound.channel());
    }
  }

  @Override
  public void startAccepting(int maxConnections, boolean isTransparent) {
    this.maxConnections = maxConnections;
    if (isTransparent && !this.isTransparent) {
      channels.forEach(this::takeForeign);
    }
    this.isTransparent = isTransparent;
    channels.forEach(channel -> channel.config().setAutoRead(hasRoom()));
  }

  /// Takes in who has connected already, then closes the sockets: one that is closed with clients
  /// in its queue resets them.
  @Override
  public void close() {
    for (var channel : channels) {
      // later turns of the loop accept first what this one has not got to
      channel.eventLoop().schedule(() -> channel.close(), LAST_ACCEPTS_MILLIS, MILLISECONDS);
    }
    channels.forEach(channel -> channel.closeFuture().awaitUninterruptibly());
    channels.clear();
  }

  @Override
  public boolean isClosed() {
    return channels.isEmpty();
  }

  /// What NAT redirects comes without this, too.
  private void takeForeign(Channel channel) {
    try {
      channel.config().setOption(EpollChannelOption.IP_TRANSPARENT, true);
    } catch (ChannelException failure) {
      LOG.atWarn()
          .addKeyValue("address", endpoint)
          .addKeyValue("error", failure.getMessage())
          .log("transparent for what NAT redirects only, TPROXY needs CAP_NET_ADMIN");
    }
  }

  private boolean hasRoom() {
    return maxConnections <= 0 || connections.get() < maxConnections;
  }

  private void count(int change) {
    connections.addAndGet(change);
    if (maxConnections > 0) {
      boolean room;
      do {
        // workers count at the same time: the last word must be true of the last count
        room = hasRoom();
        for (var channel : channels) {
          channel.config().setAutoRead(room);
        }
      } while (room != hasRoom());
    }
  }

  private final class Accept extends ChannelInitializer<SocketChannel> {

    private final Worker worker;
    private final ListenerCounts counts;

    Accept(Worker worker) {
      this.worker = worker;
      this.counts = telemetry.of(worker).listener(endpoint.toString(), "tcp");
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      var port = ports.apply(worker);
      if (port == null) {
        counts.rejected(ListenerCounts.Rejection.NO_PROGRAM);
        channel.close();
        return;
      }
      accepted.incrementAndGet();
      counts.opened();
      count(1);
      channel.closeFuture().addListener(_ -> closed());
      TcpInbound.accept(worker, channel, port, counts);
    }

    private void closed() {
      counts.closed();
      count(-1);
    }
  }

  /// Stops the accept loop in the middle of a batch once the limit is reached, and for a second
  /// when the system has no file descriptor left: clients wait in its queue meanwhile.
  private final class AcceptLimit extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object child) {
      context.fireChannelRead(child);
      if (!hasRoom()) {
        count(0);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var channel = context.channel();
      if (!channel.config().isAutoRead()) {
        return; // resting already
      }
      LOG.atError()
          .addKeyValue("address", endpoint)
          .addKeyValue("error", cause.getMessage())
          .addKeyValue("pauseMillis", ACCEPT_PAUSE_MILLIS)
          .log("cannot accept connections, trying again");
      channel.config().setAutoRead(false);
      channel
          .eventLoop()
          .schedule(
              () -> channel.config().setAutoRead(hasRoom()), ACCEPT_PAUSE_MILLIS, MILLISECONDS);
    }
  }
}
