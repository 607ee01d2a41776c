package dev.pipy.worker;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// All workers of a process, the transport they run on, and the executor for work that blocks. Any
/// thread.
public final class WorkerGroup implements AutoCloseable {

  private static final int BLOCKING_THREADS = 8;
  private static final int BLOCKING_QUEUE = 4096;

  private final MultiThreadIoEventLoopGroup group;
  private final List<Worker> workers;
  private final Transport transport;
  private final ThreadPoolExecutor blocking;

  /// Starts `size` workers, 1 or more, on the best transport that there is.
  public WorkerGroup(int size) {
    this(size, Transport.best());
  }

  /// Starts `size` workers, 1 or more.
  public WorkerGroup(int size, Transport transport) {
    this.transport = transport;
    group =
        new MultiThreadIoEventLoopGroup(
            size, new DefaultThreadFactory("pipy-worker", true), transport.handlers());
    workers = IntStream.range(0, size).mapToObj(index -> new Worker(index, group.next())).toList();
    blocking =
        new ThreadPoolExecutor(
            BLOCKING_THREADS,
            BLOCKING_THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(BLOCKING_QUEUE),
            new DefaultThreadFactory("pipy-blocking", true));
    blocking.allowCoreThreadTimeOut(true);
  }

  /// The workers, in the order of their indexes.
  public List<Worker> workers() {
    return workers;
  }

  /// Where blocking work goes: at most 8 threads, 4096 tasks waiting, more are rejected.
  public ThreadPoolExecutor blocking() {
    return blocking;
  }

  /// "epoll" or "nio".
  public String transport() {
    return transport.label();
  }

  /// The channel type of stream sockets.
  public Class<? extends SocketChannel> socketChannel() {
    return transport.socketChannel();
  }

  /// The channel type of datagram sockets.
  public Class<? extends DatagramChannel> datagramChannel() {
    return transport.datagramChannel();
  }

  /// Ends the loops; waits 5 seconds at most.
  @Override
  public void close() {
    blocking.shutdownNow();
    group.shutdownGracefully(0, 3, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
