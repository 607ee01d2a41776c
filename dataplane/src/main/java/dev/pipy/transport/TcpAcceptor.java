package dev.pipy.transport;

import dev.pipy.worker.Worker;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A listening TCP socket of the system. Who connects waits in the system's queue until [#accept]
/// is asked for. Its receiver is called on the worker.
public abstract sealed class TcpAcceptor permits EpollTcpAcceptor, NioTcpAcceptor {

  /// Connections that are accepted before the loop looks at other sockets.
  private static final int MOST_AT_ONCE = 16;

  private final Worker worker;
  private final Receiver receiver;
  private volatile boolean isAccepting;

  /// Who gets the connections. Exceptions must not leave these methods.
  public interface Receiver {

    /// Takes over a connection.
    void accepted(TcpSocket socket);

    /// The system gives no connection, as without file descriptors.
    void failed(TcpAcceptor acceptor, IOException failure);
  }

  TcpAcceptor(Worker worker, Receiver receiver) {
    this.worker = worker;
    this.receiver = receiver;
  }

  /// Binds and listens. Any thread.
  ///
  /// @param backlog connections that the system keeps waiting
  /// @param isShared whether other sockets of this process may have the same port
  public static TcpAcceptor bind(
      Worker worker, InetSocketAddress address, int backlog, boolean isShared, Receiver receiver)
      throws IOException {
    return TcpSocket.usesEpoll(worker)
        ? EpollTcpAcceptor.listening(worker, address, backlog, isShared, receiver)
        : NioTcpAcceptor.listening(worker, address, backlog, isShared, receiver);
  }

  /// The worker that it belongs to. Any thread.
  public final Worker worker() {
    return worker;
  }

  /// Whether connections are accepted; at first none is. Any thread.
  public final void accept(boolean isAccepting) {
    if (this.isAccepting != isAccepting) {
      this.isAccepting = isAccepting;
      worker.loop().execute(() -> await(this.isAccepting));
    }
  }

  /// Takes in who has connected.
  final void acceptWaiting() {
    try {
      for (int i = 0; i < MOST_AT_ONCE && isAccepting; i++) {
        var socket = next();
        if (socket == null) {
          return;
        }
        receiver.accepted(socket);
      }
    } catch (IOException failure) {
      receiver.failed(this, failure);
    }
  }

  /// The next connection; null if nobody waits, or this is closed.
  abstract @Nullable TcpSocket next() throws IOException;

  /// Tells the loop whether it is to watch for connections. On the worker.
  abstract void await(boolean isAwaited);

  /// Sets an option by setsockopt(2). Any thread.
  ///
  /// @throws IOException if the system, or the kind of socket, has no such option or forbids it
  public abstract void setOption(int level, int name, int value) throws IOException;

  /// Closes it; connections that wait are reset by the system. On the worker.
  public abstract void close();
}
