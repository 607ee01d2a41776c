package dev.pipy.worker;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/// How the workers' loops talk to the system.
public enum Transport {
  /// Linux, readiness.
  EPOLL("epoll", EpollSocketChannel.class, EpollDatagramChannel.class) {
    @Override
    public boolean isAvailable() {
      return Epoll.isAvailable();
    }

    @Override
    IoHandlerFactory handlers() {
      return EpollIoHandler.newFactory(EVENTS_PER_TURN, DefaultSelectStrategyFactory.INSTANCE);
    }
  },

  /// The JDK's own, everywhere.
  NIO("nio", NioSocketChannel.class, NioDatagramChannel.class) {
    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    IoHandlerFactory handlers() {
      return NioIoHandler.newFactory();
    }
  };

  /// Events that are taken from the system at once. What they cause is sent at the end of the turn:
  /// of thousands, the first would wait for the last, and nothing of them be in the processor's
  /// caches any more.
  private static final int EVENTS_PER_TURN = 128;

  private final String label;
  private final Class<? extends SocketChannel> socketChannel;
  private final Class<? extends DatagramChannel> datagramChannel;

  Transport(
      String label,
      Class<? extends SocketChannel> socketChannel,
      Class<? extends DatagramChannel> datagramChannel) {
    this.label = label;
    this.socketChannel = socketChannel;
    this.datagramChannel = datagramChannel;
  }

  /// The best that works here. io_uring would cost less, but in Netty 4.2.18 it may never tell of a
  /// reset right behind the peer's last bytes, so that streams wait for their time limit.
  public static Transport best() {
    return EPOLL.isAvailable() ? EPOLL : NIO;
  }

  /// Whether it works on this machine.
  public abstract boolean isAvailable();

  abstract IoHandlerFactory handlers();

  /// "epoll" or "nio".
  public String label() {
    return label;
  }

  /// The channel type of stream sockets.
  public Class<? extends SocketChannel> socketChannel() {
    return socketChannel;
  }

  /// The channel type of datagram sockets.
  public Class<? extends DatagramChannel> datagramChannel() {
    return datagramChannel;
  }
}
