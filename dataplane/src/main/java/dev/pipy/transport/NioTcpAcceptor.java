package dev.pipy.transport;

import dev.pipy.worker.Worker;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;

/// Listens with a socket of the JDK, watched by a selector.
final class NioTcpAcceptor implements TcpAcceptor, NioIoHandle {

  private final Worker worker;
  private final ServerSocketChannel channel;
  private final Receiver receiver;
  private final IoRegistration registration;
  private volatile boolean isAccepting;

  private NioTcpAcceptor(Worker worker, ServerSocketChannel channel, Receiver receiver) {
    this.worker = worker;
    this.channel = channel;
    this.receiver = receiver;
    this.registration = TcpSocket.register(worker, this);
  }

  static NioTcpAcceptor bind(
      Worker worker, InetSocketAddress address, int backlog, boolean isShared, Receiver receiver)
      throws IOException {
    var channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (isShared) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.bind(address, backlog);
      return new NioTcpAcceptor(worker, channel, receiver);
    } catch (IOException | RuntimeException failure) {
      channel.close();
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
    if (registration.isValid()) {
      registration.submit(isAccepting ? NioIoOps.ACCEPT : NioIoOps.NONE);
    }
  }

  @Override
  public boolean isAccepting() {
    return isAccepting;
  }

  @Override
  public SelectableChannel selectableChannel() {
    return channel;
  }

  @Override
  public void handle(IoRegistration registered, IoEvent event) {
    try {
      for (int i = 0; i < MOST_AT_ONCE && isAccepting && channel.isOpen(); i++) {
        var accepted = channel.accept();
        if (accepted == null) {
          return;
        }
        receiver.accepted(NioTcpSocket.accepted(accepted));
      }
    } catch (IOException failure) {
      receiver.failed(failure);
    }
  }

  @Override
  public void setOption(int level, int name, int value) throws IOException {
    throw new IOException("sockets of this platform have no such option");
  }

  @Override
  public void close() {
    registration.cancel();
    try {
      channel.close();
    } catch (IOException gone) {
      // it is closed all the same
    }
  }
}
