package dev.pipy.upstream;

import dev.pipy.transport.DatagramBuffer;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import java.util.List;

/// What connections to peers share in a process.
///
/// @param resolver finds addresses
/// @param channelType the transport's stream sockets
/// @param datagramChannelType the transport's datagram sockets
/// @param datagramBuffers what datagrams are received into, by index of the worker
public record Connector(
    Resolver resolver,
    Class<? extends SocketChannel> channelType,
    Class<? extends DatagramChannel> datagramChannelType,
    List<DatagramBuffer> datagramBuffers)
    implements AutoCloseable {

  /// Copies the list.
  public Connector {
    datagramBuffers = List.copyOf(datagramBuffers);
  }

  /// A connector on the workers' transport.
  public Connector(WorkerGroup workers) {
    this(new Resolver(workers), workers);
  }

  /// A connector on the workers' transport with a resolver of its own.
  public Connector(Resolver resolver, WorkerGroup workers) {
    this(
        resolver,
        workers.socketChannel(),
        workers.datagramChannel(),
        workers.workers().stream().map(_ -> new DatagramBuffer()).toList());
  }

  DatagramBuffer datagramBuffer(Worker worker) {
    return datagramBuffers.get(worker.index());
  }

  @Override
  public void close() {
    resolver.close();
  }
}
