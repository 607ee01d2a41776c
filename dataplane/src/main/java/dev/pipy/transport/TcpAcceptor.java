package dev.pipy.transport;

import dev.pipy.worker.Worker;
import java.io.IOException;
import java.net.InetSocketAddress;

/// A listening TCP socket of the system. Who connects waits in the system's queue until [#accept]
/// is asked for. Its receiver is called on the worker.
public sealed interface TcpAcceptor permits EpollTcpAcceptor, NioTcpAcceptor {

  /// Connections that are accepted before the loop looks at other sockets.
  int MOST_AT_ONCE = 16;

  /// Who gets the connections. Exceptions must not leave these methods.
  interface Receiver {

    /// Takes over a connection.
    void accepted(TcpSocket socket);

    /// The system gives no connection, as without file descriptors.
    void failed(IOException failure);
  }

  /// Binds and listens. Any thread.
  ///
  /// @param backlog connections that the system keeps waiting
  /// @param isShared whether other sockets of this process may have the same port
  static TcpAcceptor bind(
      Worker worker, InetSocketAddress address, int backlog, boolean isShared, Receiver receiver)
      throws IOException {
    return TcpSocket.usesEpoll(worker)
        ? EpollTcpAcceptor.bind(worker, address, backlog, isShared, receiver)
        : NioTcpAcceptor.bind(worker, address, backlog, isShared, receiver);
  }

  /// The worker that it belongs to. Any thread.
  Worker worker();

  /// Whether connections are accepted; at first none is. Any thread.
  void accept(boolean isAccepting);

  /// Whether connections are accepted. Any thread.
  boolean isAccepting();

  /// Sets an option by setsockopt(2). Any thread.
  ///
  /// @throws IOException if the system, or the kind of socket, has no such option or forbids it
  void setOption(int level, int name, int value) throws IOException;

  /// Closes it; connections that wait are reset by the system. On the worker.
  void close();
}
