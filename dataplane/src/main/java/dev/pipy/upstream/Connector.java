package dev.pipy.upstream;

import dev.pipy.telemetry.Telemetry;
import dev.pipy.telemetry.UpstreamCounts;
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
/// @param telemetry where connections are counted
public record Connector(
    Resolver resolver,
    Class<? extends SocketChannel> channelType,
    Class<? extends DatagramChannel> datagramChannelType,
    List<DatagramBuffer> datagramBuffers,
    Telemetry telemetry)
    implements AutoCloseable {

  /// Copies the list.
  public Connector {
    datagramBuffers = List.copyOf(datagramBuffers);
  }

  /// A connector on the workers' transport.
  public Connector(WorkerGroup workers, Telemetry telemetry) {
    this(new Resolver(workers), workers, telemetry);
  }

  /// A connector on the workers' transport with a resolver of its own.
  public Connector(Resolver resolver, WorkerGroup workers, Telemetry telemetry) {
    this(
        resolver,
        workers.socketChannel(),
        workers.datagramChannel(),
        workers.workers().stream().map(_ -> new DatagramBuffer()).toList(),
        telemetry);
  }

  /// Where a worker counts what its connections to a peer do.
  public UpstreamCounts counts(Worker worker, Target target) {
    return telemetry.of(worker).upstream(target.toString());
  }

  DatagramBuffer datagramBuffer(Worker worker) {
    return datagramBuffers.get(worker.index());
  }

  @Override
  public void close() {
    resolver.close();
  }
}
