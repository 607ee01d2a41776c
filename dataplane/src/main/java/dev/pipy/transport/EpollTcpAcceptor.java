package dev.pipy.transport;

import dev.pipy.worker.Worker;
import io.netty.channel.ChannelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Listens with a socket of Linux, watched by epoll(7).
final class EpollTcpAcceptor extends TcpAcceptor implements EpollIoHandle {

  /// A length, an IPv6 address with its scope, and a port.
  private static final int ADDRESS_SIZE = 25;

  private final Socket socket;
  private final IoRegistration registration;
  private final byte[] remote = new byte[ADDRESS_SIZE];

  private EpollTcpAcceptor(Worker worker, Socket socket, Receiver receiver) {
    super(worker, receiver);
    this.socket = socket;
    this.registration = TcpSocket.register(worker, this);
  }

  static EpollTcpAcceptor listening(
      Worker worker, InetSocketAddress address, int backlog, boolean isShared, Receiver receiver)
      throws IOException {
    var socket = EpollTcpSocket.newSocket();
    try {
      socket.setReuseAddress(true);
      // who is accepted inherits what nearly all want, so that it needs no calls of its own
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      if (isShared) {
        socket.setReusePort(true);
      }
      socket.bind(address);
      socket.listen(backlog);
      return new EpollTcpAcceptor(worker, socket, receiver);
    } catch (IOException | RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  @Override
  void await(boolean isAwaited) {
    if (socket.isOpen()) {
      registration.submit(isAwaited ? EpollIoOps.EPOLLIN : EpollTcpSocket.NOTHING);
    }
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public void handle(IoRegistration registered, IoEvent event) {
    acceptWaiting();
  }

  @Override
  @Nullable TcpSocket next() throws IOException {
    int descriptor = socket.isOpen() ? socket.accept(remote) : -1;
    return descriptor < 0
        ? null
        : EpollTcpSocket.accepted(descriptor, NativeInetAddress.address(remote, 1, remote[0]));
  }

  @Override
  public void setOption(int level, int name, int value) throws IOException {
    try {
      socket.setIntOpt(level, name, value);
    } catch (ChannelException failure) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // it is closed all the same, close(2)
    }
    registration.cancel();
  }
}
