package dev.pipy.upstream;

import dev.pipy.telemetry.Telemetry;
import dev.pipy.telemetry.UpstreamCounts;
import dev.pipy.transport.DatagramBuffer;
import dev.pipy.transport.TcpSocket;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import io.netty.channel.socket.DatagramChannel;
import java.io.IOException;
import java.util.List;

/// What connections to peers share in a process.
///
/// @param resolver finds addresses
/// @param opener makes TCP sockets
/// @param datagramChannelType the transport's datagram sockets
/// @param datagramBuffers what datagrams are received into, by index of the worker
/// @param telemetry where connections are counted
public record Connector(
    Resolver resolver,
    Opener opener,
    Class<? extends DatagramChannel> datagramChannelType,
    List<DatagramBuffer> datagramBuffers,
    Telemetry telemetry)
    implements AutoCloseable {

  /// Makes TCP sockets.
  @FunctionalInterface
  public interface Opener {

    /// A socket that is not connected yet.
    ///
    /// @throws IOException if the system gives none
    TcpSocket open(Worker worker) throws IOException;
  }

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
        TcpSocket::open,
        workers.datagramChannel(),
        workers.workers().stream().map(_ -> new DatagramBuffer()).toList(),
        telemetry);
  }

  /// Where a worker counts what its connections to a peer do.
  public UpstreamCounts counts(Worker worker, Target target) {
    return telemetry.of(worker).upstream(target.toString());
  }

  /// Gets ready to connect to one address.
  Attempt attempt(Attempt.Request request, Attempt.Outcome outcome) {
    return switch (request.options().protocol()) {
      case TCP -> new TcpAttempt(request, opener, outcome);
      case UDP ->
          new UdpAttempt(
              request, datagramChannelType, datagramBuffers.get(request.worker().index()), outcome);
    };
  }

  @Override
  public void close() {
    resolver.close();
  }
}
