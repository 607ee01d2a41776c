package dev.pipy.downstream;

import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A UDP port. The system hands all datagrams of a peer to the same socket, and so to the same
/// worker, for as long as the port has the same sockets: they are opened together and closed
/// together.
///
/// A peer answers and is answered over the listening socket. When the port is closed, the sockets
/// stay until the last peer has ended, and may be taken up again before that.
final class UdpListener implements Listener {

  /// Peers at once where the script sets no limit.
  static final int DEFAULT_PEERS = 10_000;

  private static final long WARN_NANOS = Duration.ofSeconds(10).toNanos();
  private static final Logger LOG = LoggerFactory.getLogger("pipy.listener");

  private final Endpoint endpoint;
  private final WorkerGroup workers;
  private final Telemetry telemetry;
  private final Function<Worker, Inbound.@Nullable Port> ports;
  private final List<Channel> channels = new CopyOnWriteArrayList<>();
  private final AtomicInteger peers = new AtomicInteger();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private volatile int maxPeers = DEFAULT_PEERS;

  private enum State {
    OPEN,
    /// No new peers; the sockets stay for those there are.
    CLOSING,
    CLOSED
  }

  UdpListener(
      Endpoint endpoint,
      WorkerGroup workers,
      Telemetry telemetry,
      Function<Worker, Inbound.@Nullable Port> ports) {
    this.telemetry = telemetry;
    this.endpoint = endpoint;
    this.workers = workers;
    this.ports = ports;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public int connections() {
    return peers.get();
  }

  @Override
  public long accepted() {
    return accepted.get();
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void bind() throws IOException {
    if (state.compareAndSet(State.CLOSING, State.OPEN)) {
      return;
    }
    awaitClosed();
    state.set(State.OPEN);
    boolean isShared = workers.workers().size() > 1;
    if (isShared) {
      // sockets that share a port also share it with another process of ours, silently: refuse that
      new DatagramSocket(endpoint.address()).close();
    }
    for (var worker : workers.workers()) {
      var bound = bootstrap(worker, isShared).bind(endpoint.address()).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        close();
        throw bound.cause() instanceof IOException failure
            ? failure
            : new IOException(bound.cause());
      }
      channels.add(bound.channel());
    }
  }

  /// Without SO_REUSEADDR, which would let any other socket with it have the port, too.
  private Bootstrap bootstrap(Worker worker, boolean isShared) {
    var bootstrap =
        new Bootstrap()
            .group(worker.loop())
            .channel(workers.datagramChannel())
            .option(ChannelOption.AUTO_READ, false)
            .handler(new UdpSocket.Initializer(this, worker));
    if (isShared) {
      boolean isNio = workers.datagramChannel() == NioDatagramChannel.class;
      bootstrap.option(
          isNio
              ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
              : UnixChannelOption.SO_REUSEPORT,
          true);
    }
    return bootstrap;
  }

  @Override
  public void startAccepting(int maxConnections, boolean isTransparent) {
    maxPeers = maxConnections > 0 ? maxConnections : DEFAULT_PEERS;
    channels.forEach(channel -> channel.config().setAutoRead(true));
  }

  @Override
  public void close() {
    state.set(State.CLOSING);
    closeIfLeft();
    if (state.get() == State.CLOSED) {
      awaitClosed();
    }
  }

  @Override
  public boolean isClosed() {
    return state.get() == State.CLOSED;
  }

  private void closeIfLeft() {
    if (peers.get() == 0 && state.compareAndSet(State.CLOSING, State.CLOSED)) {
      channels.forEach(Channel::close);
    }
  }

  private void awaitClosed() {
    channels.forEach(channel -> channel.closeFuture().awaitUninterruptibly());
    channels.clear();
  }

  /// Where a worker counts.
  ListenerCounts counts(Worker worker) {
    return telemetry.of(worker).listener(endpoint.toString(), "udp");
  }

  /// What a new peer gets; null, and its datagram is counted as dropped, if there is no room for
  /// it. Whoever is let in calls [#left] in the end.
  ///
  /// @param counts of the worker
  Inbound.@Nullable Port admit(Worker worker, ListenerCounts counts) {
    var port = state.get() == State.OPEN ? ports.apply(worker) : null;
    if (port == null) {
      counts.rejected(ListenerCounts.Rejection.NO_PROGRAM);
      drop("nobody takes new peers", counts);
      return null;
    }
    if (peers.incrementAndGet() > maxPeers) {
      departed();
      counts.rejected(ListenerCounts.Rejection.TOO_MANY);
      drop("too many peers", counts);
      return null;
    }
    accepted.incrementAndGet();
    counts.opened();
    return port;
  }

  /// A peer has ended.
  void left(ListenerCounts counts) {
    counts.closed();
    departed();
  }

  private void departed() {
    peers.decrementAndGet();
    closeIfLeft();
  }

  /// Counts a datagram that goes nowhere, and says so, but not every time.
  void drop(String reason, ListenerCounts counts) {
    counts.dropped();
    long count = dropped.incrementAndGet();
    long now = System.nanoTime();
    long next = nextWarning.get();
    if (now - next >= 0 && nextWarning.compareAndSet(next, now + WARN_NANOS)) {
      LOG.atWarn()
          .addKeyValue("address", endpoint)
          .addKeyValue("reason", reason)
          .addKeyValue("dropped", count)
          .log("datagrams dropped");
    }
  }
}
