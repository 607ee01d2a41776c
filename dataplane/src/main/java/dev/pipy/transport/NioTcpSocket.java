package dev.pipy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
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
final class NioTcpSocket extends TcpSocket implements NioIoHandle {

  private final SocketChannel channel;

  private NioTcpSocket(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
  }

  static NioTcpSocket opened() throws IOException {
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
  IoOps ops(boolean isReadAwaited, boolean isWriteAwaited) {
    var ops = isReadAwaited ? NioIoOps.READ : NioIoOps.NONE;
    if (isWriteAwaited) {
      ops = ops.with(channel.isConnected() ? NioIoOps.WRITE : NioIoOps.CONNECT);
    }
    return ops;
  }

  @Override
  public SelectableChannel selectableChannel() {
    return channel;
  }

  @Override
  public void handle(IoRegistration registered, IoEvent event) {
    var ready = ((NioIoEvent) event).ops();
    ready(
        ready.contains(NioIoOps.READ),
        ready.contains(NioIoOps.WRITE) || ready.contains(NioIoOps.CONNECT),
        false);
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
  int read(ByteBuf into) throws IOException {
    return into.writeBytes(channel, into.writableBytes());
  }

  @Override
  long write(ArrayDeque<ByteBuf> bytes) throws IOException {
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
  void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  void closeNow() {
    try {
      channel.close();
    } catch (IOException gone) {
      // it is closed all the same
    }
  }

  @Override
  void resetAtClose() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
  }

  @Override
  void setNoDelay(boolean isOn) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, isOn);
  }

  @Override
  void setKeepAlive(boolean isOn) throws IOException {
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
