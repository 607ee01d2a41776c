package dev.pipy.transport;

import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
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
public abstract sealed class TcpSocket implements IoHandle permits EpollTcpSocket, NioTcpSocket {

  private @Nullable Watcher watcher;
  private @Nullable IoRegistration registration;
  private boolean isReadAwaited;
  private boolean isWriteAwaited;
  private boolean isReadTold;
  private boolean isWriteTold;

  /// Whom the loop tells what can be done now. Exceptions must not leave these methods.
  public interface Watcher {

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

  TcpSocket() {}

  /// A socket that is not connected yet, of the kind that the worker's loop watches.
  ///
  /// @throws IOException if the system gives none, as without file descriptors
  public static TcpSocket open(Worker worker) throws IOException {
    return usesEpoll(worker) ? EpollTcpSocket.opened() : NioTcpSocket.opened();
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

  /// Lets `watcher` know from now on, instead of whoever did until now.
  public final void watch(Worker worker, Watcher watcher) {
    this.watcher = watcher;
    if (registration == null) {
      registration = register(worker, this);
      tell();
    }
  }

  /// Whether [Watcher#readable] is wanted; at first it is not.
  public final void awaitReadable(boolean isAwaited) {
    isReadAwaited = isAwaited;
    tell();
  }

  /// Whether [Watcher#writable] is wanted; at first it is not.
  public final void awaitWritable(boolean isAwaited) {
    isWriteAwaited = isAwaited;
    tell();
  }

  /// Tells the loop what is waited for, if that has changed.
  private void tell() {
    boolean isNew = isReadAwaited != isReadTold || isWriteAwaited != isWriteTold;
    if (isNew && registration != null && isOpen()) {
      isReadTold = isReadAwaited;
      isWriteTold = isWriteAwaited;
      registration.submit(ops(isReadAwaited, isWriteAwaited));
    }
  }

  /// What the loop calls it.
  abstract IoOps ops(boolean isReadAwaited, boolean isWriteAwaited);

  /// Passes on what the loop says.
  final void ready(boolean isReadable, boolean isWritable, boolean isBroken) {
    var receiver = watcher;
    if (receiver != null && (isWritable || (isBroken && isWriteAwaited))) {
      receiver.writable();
      receiver = watcher; // who watches may be another one now, or nobody
    }
    if (receiver != null && (isReadable || isBroken)) {
      receiver.readable(isBroken);
    }
  }

  /// Begins to connect.
  ///
  /// @param local where from; null lets the system choose
  /// @return whether the connection stands already; if not, [#finishConnect] is to be asked as soon
  ///   as the socket is writable
  public abstract boolean connect(InetSocketAddress remote, @Nullable InetSocketAddress local)
      throws IOException;

  /// Whether the connection stands now.
  ///
  /// @throws IOException if it has come to nothing
  public abstract boolean finishConnect() throws IOException;

  /// Reads into a direct buffer, as much as that has room for.
  ///
  /// @return number of bytes; 0 if none is there yet, -1 at the end
  abstract int read(ByteBuf into) throws IOException;

  /// Writes what direct buffers hold, in their order, without moving their indexes.
  ///
  /// @return number of bytes that the system took; 0 if it takes none now
  abstract long write(ArrayDeque<ByteBuf> bytes) throws IOException;

  /// Sends FIN behind what was written.
  abstract void shutdownOutput() throws IOException;

  /// Whether it is not closed.
  abstract boolean isOpen();

  /// Closes it; the watcher is told nothing more. The loop calls this when it ends, after it has
  /// let go of what it watches, and then the watcher is told that.
  @Override
  public final void close() {
    if (watcher != null && registration != null && !registration.isValid() && isOpen()) {
      watcher.loopEnds();
    }
    watcher = null;
    closeNow();
    // a closed socket of Linux is not in epoll any more: that way round it is not taken out of it
    if (registration != null) {
      registration.cancel();
    }
  }

  abstract void closeNow();

  /// Closes it with a reset, so that the peer does not take what it got for complete.
  final void reset() {
    if (isOpen()) {
      try {
        resetAtClose();
      } catch (IOException gone) {
        // reset by the peer already
      }
    }
    close();
  }

  abstract void resetAtClose() throws IOException;

  /// Whether small writes go out at once.
  abstract void setNoDelay(boolean isOn) throws IOException;

  /// Whether the system probes an idle peer.
  abstract void setKeepAlive(boolean isOn) throws IOException;

  /// Our end; null if the socket is gone.
  public abstract @Nullable InetSocketAddress localAddress();

  /// The peer's end; null if the socket was never connected.
  public abstract @Nullable InetSocketAddress remoteAddress();

  /// What getsockopt(2) gives; null where the system has no such option, or not for this socket.
  ///
  /// @param size bytes of the value
  public abstract @Nullable ByteBuffer option(int level, int name, int size);
}
