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
import org.jspecify.annotations.Nullable;

/// Listens with a socket of the JDK, watched by a selector.
final class NioTcpAcceptor extends TcpAcceptor implements NioIoHandle {

  private final ServerSocketChannel channel;
  private final IoRegistration registration;

  private NioTcpAcceptor(Worker worker, ServerSocketChannel channel, Receiver receiver) {
    super(worker, receiver);
    this.channel = channel;
    this.registration = TcpSocket.register(worker, this);
  }

  static NioTcpAcceptor listening(
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
  void await(boolean isAwaited) {
    if (registration.isValid()) {
      registration.submit(isAwaited ? NioIoOps.ACCEPT : NioIoOps.NONE);
    }
  }

  @Override
  public SelectableChannel selectableChannel() {
    return channel;
  }

  @Override
  public void handle(IoRegistration registered, IoEvent event) {
    acceptWaiting();
  }

  @Override
  @Nullable TcpSocket next() throws IOException {
    var accepted = channel.isOpen() ? channel.accept() : null;
    return accepted == null ? null : NioTcpSocket.accepted(accepted);
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
