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

/// Listens with a socket of Linux, watched by epoll(7).
final class EpollTcpAcceptor implements TcpAcceptor, EpollIoHandle {

  /// A length, an IPv6 address with its scope, and a port.
  private static final int ADDRESS_SIZE = 25;

  private final Worker worker;
  private final Socket socket;
  private final Receiver receiver;
  private final IoRegistration registration;
  private final byte[] remote = new byte[ADDRESS_SIZE];
  private volatile boolean isAccepting;

  private EpollTcpAcceptor(Worker worker, Socket socket, Receiver receiver) {
    this.worker = worker;
    this.socket = socket;
    this.receiver = receiver;
    this.registration = TcpSocket.register(worker, this);
  }

  static EpollTcpAcceptor bind(
      Worker worker, InetSocketAddress address, int backlog, boolean isShared, Receiver receiver)
      throws IOException {
    var socket = Socket.newSocketStream();
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
  public Worker worker() {
    return worker;
  }

  @Override
  public void accept(boolean isAccepting) {
    if (this.isAccepting != isAccepting) {
      this.isAccepting = isAccepting;
      worker.loop().execute(this::tell);
    }
  }

  private void tell() {
    if (socket.isOpen()) {
      registration.submit(isAccepting ? EpollIoOps.EPOLLIN : EpollTcpSocket.NOTHING);
    }
  }

  @Override
  public boolean isAccepting() {
    return isAccepting;
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public void handle(IoRegistration registered, IoEvent event) {
    for (int i = 0; i < MOST_AT_ONCE && isAccepting && socket.isOpen(); i++) {
      int descriptor;
      try {
        descriptor = socket.accept(remote);
      } catch (IOException failure) {
        receiver.failed(failure);
        return;
      }
      if (descriptor < 0) {
        return;
      }
      receiver.accepted(
          EpollTcpSocket.accepted(descriptor, NativeInetAddress.address(remote, 1, remote[0])));
    }
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
