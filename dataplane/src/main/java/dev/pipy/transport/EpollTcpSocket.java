package dev.pipy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A socket of Linux, watched by epoll(7): told for as long as something can be done
/// (level-triggered).
final class EpollTcpSocket extends TcpSocket implements EpollIoHandle {

  /// Nothing is waited for. By edges, because otherwise epoll would tell of a broken connection
  /// without end. And Netty's own NONE takes the socket out of epoll, but believes it is still
  /// there: waiting anew fails then (ENOENT).
  static final EpollIoOps NOTHING = EpollIoOps.EPOLLET;

  private static final EpollIoOps BOTH = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);

  /// EPOLLERR and EPOLLHUP of sys/epoll.h, which are always told.
  private static final int BROKEN = 0x8 | 0x10;

  /// What writev(2) is given, one for each loop: it is only used within a call.
  private static final FastThreadLocal<IovArray> PIECES =
      new FastThreadLocal<>() {
        @Override
        protected IovArray initialValue() {
          return new IovArray(SocketOutput.MOST_PIECES);
        }

        @Override
        protected void onRemoval(IovArray pieces) {
          pieces.release();
        }
      };

  private final FileDescriptor descriptor;
  private @Nullable Socket socket;
  private @Nullable InetSocketAddress remote;
  private boolean isNoDelay;
  private boolean isKeepAlive;

  private EpollTcpSocket(FileDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /// What is more than a file descriptor: making one costs a system call, and most of those who are
  /// accepted never need it.
  private Socket socket() {
    var known = socket;
    if (known == null) {
      known = new Socket(descriptor.intValue());
      socket = known;
    }
    return known;
  }

  static EpollTcpSocket opened() throws IOException {
    var socket = newSocket();
    var opened = new EpollTcpSocket(socket);
    opened.socket = socket;
    return opened;
  }

  /// A socket of the system's.
  ///
  /// @throws IOException if it gives none, as without file descriptors
  static Socket newSocket() throws IOException {
    try {
      return Socket.newSocketStream();
    } catch (RuntimeException failure) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  /// A socket that was accepted, with the options that [EpollTcpAcceptor] gives.
  static EpollTcpSocket accepted(int descriptor, InetSocketAddress remote) {
    var socket = new EpollTcpSocket(new FileDescriptor(descriptor));
    socket.remote = remote;
    socket.isNoDelay = true;
    socket.isKeepAlive = true;
    return socket;
  }

  @Override
  IoOps ops(boolean isReadAwaited, boolean isWriteAwaited) {
    if (isReadAwaited) {
      return isWriteAwaited ? BOTH : EpollIoOps.EPOLLIN;
    }
    return isWriteAwaited ? EpollIoOps.EPOLLOUT : NOTHING;
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration registered, IoEvent event) {
    int ready = ((EpollIoEvent) event).ops().value();
    ready(
        (ready & EpollIoOps.EPOLLIN.value()) != 0,
        (ready & EpollIoOps.EPOLLOUT.value()) != 0,
        (ready & BROKEN) != 0);
  }

  @Override
  public boolean connect(InetSocketAddress remote, @Nullable InetSocketAddress local)
      throws IOException {
    if (local != null) {
      socket().bind(local);
    }
    this.remote = remote;
    return socket().connect(remote);
  }

  @Override
  public boolean finishConnect() throws IOException {
    return socket().finishConnect();
  }

  @Override
  int read(ByteBuf into) throws IOException {
    int at = into.writerIndex();
    try {
      int read = descriptor.readAddress(into.memoryAddress(), at, into.capacity());
      if (read > 0) {
        into.writerIndex(at + read);
      }
      return read;
    } catch (NotYetConnectedException gone) {
      throw notConnected(gone);
    }
  }

  /// What the system says (ENOTCONN) of a connection that was reset a moment ago, too.
  private static IOException notConnected(NotYetConnectedException gone) {
    return new IOException("connection reset, or never there", gone);
  }

  @Override
  long write(ArrayDeque<ByteBuf> bytes) throws IOException {
    try {
      return writeAll(bytes);
    } catch (NotYetConnectedException gone) {
      throw notConnected(gone);
    }
  }

  private long writeAll(ArrayDeque<ByteBuf> bytes) throws IOException {
    var first = bytes.getFirst();
    if (bytes.size() == 1 && first.hasMemoryAddress()) {
      return descriptor.writeAddress(
          first.memoryAddress(), first.readerIndex(), first.writerIndex());
    }
    var pieces = PIECES.get();
    pieces.clear();
    for (var each : bytes) {
      if (!pieces.add(each, each.readerIndex(), each.readableBytes())) {
        break;
      }
    }
    return descriptor.writevAddresses(pieces.memoryAddress(0), pieces.count());
  }

  @Override
  void shutdownOutput() throws IOException {
    try {
      socket().shutdown(false, true);
    } catch (NotYetConnectedException gone) {
      throw notConnected(gone);
    }
  }

  @Override
  boolean isOpen() {
    return descriptor.isOpen();
  }

  @Override
  void closeNow() {
    try {
      descriptor.close();
    } catch (IOException gone) {
      // it is closed all the same, close(2)
    }
  }

  @Override
  void resetAtClose() throws IOException {
    socket().setSoLinger(0);
  }

  @Override
  void setNoDelay(boolean isOn) throws IOException {
    if (isOn != isNoDelay) {
      socket().setTcpNoDelay(isOn);
      isNoDelay = isOn;
    }
  }

  @Override
  void setKeepAlive(boolean isOn) throws IOException {
    if (isOn != isKeepAlive) {
      socket().setKeepAlive(isOn);
      isKeepAlive = isOn;
    }
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return descriptor.isOpen() ? socket().localAddress() : null;
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public @Nullable ByteBuffer option(int level, int name, int size) {
    var value = ByteBuffer.allocateDirect(size);
    try {
      socket().getRawOpt(level, name, value);
      return value.clear();
    } catch (IOException | ChannelException notThere) {
      return null;
    }
  }
}
