package dev.pipy.upstream;

import dev.pipy.worker.WorkerGroup;
import io.netty.channel.socket.SocketChannel;

/// What connections to peers share in a process.
///
/// @param resolver finds addresses
/// @param channelType the transport's stream sockets
public record Connector(Resolver resolver, Class<? extends SocketChannel> channelType)
    implements AutoCloseable {

  /// A connector on the workers' transport.
  public Connector(WorkerGroup workers) {
    this(new Resolver(workers), workers.socketChannel());
  }

  @Override
  public void close() {
    resolver.close();
  }
}
