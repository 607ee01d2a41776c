package dev.pipy.transport;

import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A TCP socket of the system: nothing here waits, and the loop says when something can be done. It
/// has no queue, no buffers and no time limits; [SocketStream] has them. Confined to the worker
/// that watches it.
public sealed interface TcpSocket permits EpollTcpSocket, NioTcpSocket {

  /// Whom the loop tells what can be done now. Exceptions must not leave these methods.
  interface Watcher {

    /// There may be bytes, the end, or an error to read.
    ///
    /// @param isBroken whether the connection has ended both ways, or was reset. That is told even
    ///   if nothing is waited for, once
    void readable(boolean isBroken);

    /// Bytes may be written again, or the connection that was begun stands or has failed.
    void writable();

    /// The loop ends, and with it what it watches.
    void loopEnds();
  }

  /// A socket that is not connected yet, of the kind that the worker's loop watches.
  ///
  /// @throws IOException if the system gives none, as without file descriptors
  static TcpSocket open(Worker worker) throws IOException {
    return usesEpoll(worker) ? EpollTcpSocket.open() : NioTcpSocket.open();
  }

  /// Whether the worker's loop watches sockets of Linux, and not of the JDK.
  static boolean usesEpoll(Worker worker) {
    return ((IoEventLoop) worker.loop()).isCompatible(EpollIoHandle.class);
  }

  /// Puts something into the worker's loop.
  static IoRegistration register(Worker worker, IoHandle handle) {
    var registered = ((IoEventLoop) worker.loop()).register(handle).awaitUninterruptibly();
    var registration = registered.getNow();
    if (registration == null) {
      throw new IllegalStateException("cannot watch a socket", registered.cause());
    }
    return registration;
  }

  /// Lets `watcher` know from now on, instead of whoever did until now. Nothing is waited for yet.
  void watch(Worker worker, Watcher watcher);

  /// Whether [Watcher#readable] is wanted.
  void awaitReadable(boolean isAwaited);

  /// Whether [Watcher#writable] is wanted.
  void awaitWritable(boolean isAwaited);

  /// Begins to connect.
  ///
  /// @param local where from; null lets the system choose
  /// @return whether the connection stands already; if not, [#finishConnect] is to be asked as soon
  ///   as the socket is writable
  boolean connect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException;

  /// Whether the connection stands now.
  ///
  /// @throws IOException if it has come to nothing
  boolean finishConnect() throws IOException;

  /// Reads into a direct buffer, as much as that has room for.
  ///
  /// @return number of bytes; 0 if none is there yet, -1 at the end
  int read(ByteBuf into) throws IOException;

  /// Writes what direct buffers hold, in their order, without moving their indexes.
  ///
  /// @return number of bytes that the system took; 0 if it takes none now
  long write(ArrayDeque<ByteBuf> bytes) throws IOException;

  /// Sends FIN behind what was written.
  void shutdownOutput() throws IOException;

  /// Closes it; the watcher is told nothing more.
  void close();

  /// Closes it with a reset, so that the peer does not take what it got for complete.
  void reset();

  /// Whether small writes go out at once.
  void setNoDelay(boolean isOn) throws IOException;

  /// Whether the system probes an idle peer.
  void setKeepAlive(boolean isOn) throws IOException;

  /// Our end; null if the socket is gone.
  @Nullable InetSocketAddress localAddress();

  /// The peer's end; null if the socket was never connected.
  @Nullable InetSocketAddress remoteAddress();

  /// What getsockopt(2) gives; null where the system has no such option, or not for this socket.
  ///
  /// @param size bytes of the value
  @Nullable ByteBuffer option(int level, int name, int size);
}
