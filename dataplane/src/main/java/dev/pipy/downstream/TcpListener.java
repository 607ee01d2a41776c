package dev.pipy.downstream;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.transport.TcpAcceptor;
import dev.pipy.transport.TcpSocket;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import io.netty.util.concurrent.ScheduledFuture;
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

  /// SOL_IP and IP_TRANSPARENT of ip(7).
  private static final int IP = 0;

  private static final int IP_TRANSPARENT = 19;
  private static final int LAST_ACCEPTS_MILLIS = 20;
  private static final int ACCEPT_PAUSE_MILLIS = 1000;
  private static final Logger LOG = LoggerFactory.getLogger("pipy.listener");

  private final Endpoint endpoint;
  private final InetSocketAddress address;
  private final WorkerGroup workers;
  private final Telemetry telemetry;
  private final Function<Worker, Inbound.@Nullable Port> ports;
  private final List<TcpAcceptor> acceptors = new CopyOnWriteArrayList<>();
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
    try {
      for (var worker : workers.workers()) {
        acceptors.add(TcpAcceptor.bind(worker, address, BACKLOG, isShared, new Accept(worker)));
      }
    } catch (IOException | RuntimeException failure) {
      close();
      throw failure;
    }
  }

  @Override
  public void startAccepting(int maxConnections, boolean isTransparent) {
    this.maxConnections = maxConnections;
    if (isTransparent && !this.isTransparent) {
      acceptors.forEach(this::takeForeign);
    }
    this.isTransparent = isTransparent;
    acceptors.forEach(acceptor -> acceptor.accept(hasRoom()));
  }

  /// Takes in who has connected already, then closes the sockets: one that is closed with clients
  /// in its queue resets them.
  @Override
  public void close() {
    var closed =
        acceptors.stream()
            .map(acceptor ->
                acceptor
                    .worker()
                    .loop()
                    // later turns of the loop accept first what this one has not got to
                    .schedule(acceptor::close, LAST_ACCEPTS_MILLIS, MILLISECONDS))
            .toList();
    closed.forEach(ScheduledFuture::awaitUninterruptibly);
    acceptors.clear();
  }

  @Override
  public boolean isClosed() {
    return acceptors.isEmpty();
  }

  /// What NAT redirects comes without this, too.
  private void takeForeign(TcpAcceptor acceptor) {
    try {
      acceptor.setOption(IP, IP_TRANSPARENT, 1);
    } catch (IOException failure) {
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
        for (var acceptor : acceptors) {
          acceptor.accept(room);
        }
      } while (room != hasRoom());
    }
  }

  /// What one worker does with those who connect.
  private final class Accept implements TcpAcceptor.Receiver {

    private final Worker worker;
    private final ListenerCounts counts;
    private final Runnable whenClosed = this::closed;
    private boolean isResting;

    Accept(Worker worker) {
      this.worker = worker;
      this.counts = telemetry.of(worker).listener(endpoint.toString(), "tcp");
    }

    @Override
    public void accepted(TcpSocket socket) {
      var port = ports.apply(worker);
      if (port == null) {
        counts.rejected(ListenerCounts.Rejection.NO_PROGRAM);
        socket.close();
        return;
      }
      accepted.incrementAndGet();
      counts.opened();
      count(1);
      try {
        TcpInbound.accept(worker, socket, port, counts, whenClosed);
      } catch (RuntimeException bug) {
        LOG.atError()
            .setCause(bug)
            .addKeyValue("address", endpoint)
            .log("internal error, connection closed");
        socket.close();
        closed();
      }
    }

    private void closed() {
      counts.closed();
      count(-1);
    }

    /// Rests for a second when the system has no file descriptor left: clients wait in its queue
    /// meanwhile.
    @Override
    public void failed(TcpAcceptor acceptor, IOException failure) {
      acceptor.accept(false); // also if somebody who left has made room meanwhile
      if (isResting) {
        return;
      }
      isResting = true;
      LOG.atError()
          .addKeyValue("address", endpoint)
          .addKeyValue("error", failure.getMessage())
          .addKeyValue("pauseMillis", ACCEPT_PAUSE_MILLIS)
          .log("cannot accept connections, trying again");
      worker.loop().schedule(() -> goOn(acceptor), ACCEPT_PAUSE_MILLIS, MILLISECONDS);
    }

    private void goOn(TcpAcceptor acceptor) {
      isResting = false;
      acceptor.accept(hasRoom());
    }
  }
}
