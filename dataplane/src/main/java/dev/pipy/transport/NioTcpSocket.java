package dev.pipy.transport;

import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A socket of the JDK, watched by a selector: works everywhere, costs more than [EpollTcpSocket],
/// and tells of a broken connection only who waits for something.
final class NioTcpSocket implements TcpSocket, NioIoHandle {

  private final SocketChannel channel;
  private @Nullable Watcher watcher;
  private @Nullable IoRegistration registration;
  private boolean isReadAwaited;
  private boolean isWriteAwaited;

  private NioTcpSocket(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
  }

  static NioTcpSocket open() throws IOException {
    return accepted(SocketChannel.open());
  }

  /// Takes over a channel, also if that fails.
  static NioTcpSocket accepted(SocketChannel channel) throws IOException {
    try {
      return new NioTcpSocket(channel);
    } catch (IOException gone) {
      channel.close();
      throw gone;
    }
  }

  @Override
  public void watch(Worker worker, Watcher watcher) {
    this.watcher = watcher;
    if (registration == null) {
      registration = TcpSocket.register(worker, this);
      tell();
    }
  }

  @Override
  public void awaitReadable(boolean isAwaited) {
    isReadAwaited = isAwaited;
    tell();
  }

  @Override
  public void awaitWritable(boolean isAwaited) {
    isWriteAwaited = isAwaited;
    tell();
  }

  private void tell() {
    if (registration != null && registration.isValid()) {
      var ops = isReadAwaited ? NioIoOps.READ : NioIoOps.NONE;
      if (isWriteAwaited) {
        ops = ops.with(channel.isConnected() ? NioIoOps.WRITE : NioIoOps.CONNECT);
      }
      registration.submit(ops);
    }
  }

  @Override
  public SelectableChannel selectableChannel() {
    return channel;
  }

  @Override
  public void handle(IoRegistration registered, IoEvent event) {
    var ready = ((NioIoEvent) event).ops();
    var receiver = watcher;
    if (receiver != null && (ready.contains(NioIoOps.WRITE) || ready.contains(NioIoOps.CONNECT))) {
      receiver.writable();
    }
    receiver = watcher;
    if (receiver != null && ready.contains(NioIoOps.READ)) {
      receiver.readable(false);
    }
  }

  @Override
  public boolean connect(InetSocketAddress remote, @Nullable InetSocketAddress local)
      throws IOException {
    if (local != null) {
      channel.bind(local);
    }
    return channel.connect(remote);
  }

  @Override
  public boolean finishConnect() throws IOException {
    return channel.finishConnect();
  }

  @Override
  public int read(ByteBuf into) throws IOException {
    return into.writeBytes(channel, into.writableBytes());
  }

  @Override
  public long write(ArrayDeque<ByteBuf> bytes) throws IOException {
    long all = 0;
    for (var each : bytes) {
      int taken = each.getBytes(each.readerIndex(), channel, each.readableBytes());
      all += taken;
      if (taken < each.readableBytes()) {
        break;
      }
    }
    return all;
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /// Called by the loop when it ends, too.
  @Override
  public void close() {
    var receiver = watcher;
    if (receiver != null && registration != null && !registration.isValid() && channel.isOpen()) {
      receiver.loopEnds();
    }
    shut();
  }

  private void shut() {
    watcher = null;
    if (registration != null) {
      registration.cancel();
    }
    try {
      channel.close();
    } catch (IOException gone) {
      // it is closed all the same
    }
  }

  @Override
  public void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException gone) {
      // closed, or reset by the peer
    }
    shut();
  }

  @Override
  public void setNoDelay(boolean isOn) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, isOn);
  }

  @Override
  public void setKeepAlive(boolean isOn) throws IOException {
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, isOn);
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return (InetSocketAddress) channel.socket().getLocalSocketAddress();
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return (InetSocketAddress) channel.socket().getRemoteSocketAddress();
  }

  /// Has none of them.
  @Override
  public @Nullable ByteBuffer option(int level, int name, int size) {
    return null;
  }
}
