package dev.pipy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import io.netty.channel.socket.DatagramChannel;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The memory that datagrams are received into: 512 KiB, once for all datagram sockets of a worker
/// that share it. Several datagrams are read with one system call. Each has room for the largest
/// there is, so none is ever cut short unnoticed, and each is copied into a buffer of its own size,
/// so what is kept of it pins no more than itself. Confined to a worker.
public final class DatagramBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

  /// Bytes of room for one datagram; over IPv6 it can have 65,527.
  private static final int SLOT = 64 << 10;

  /// Datagrams read with one system call.
  private static final int SLOTS = 8;

  /// System calls before other sockets have their turn.
  private static final int MOST_READS = 16;

  /// Made when the first datagram is due. It is freed with the object: no reference is counted.
  private @Nullable ByteBuf memory;

  /// Takes no memory yet.
  public DatagramBuffer() {
    super(SLOTS * MOST_READS);
  }

  /// Makes a channel receive into this.
  public void use(DatagramChannel channel) {
    channel.config().setRecvByteBufAllocator(this);
    if (channel.config() instanceof EpollDatagramChannelConfig epoll) {
      epoll.setMaxDatagramPayloadSize(SLOT);
    }
  }

  /// A buffer of the datagram's own, owned by the caller. Leaves the datagram to the caller.
  public static ByteBuf copy(ByteBufAllocator allocator, ByteBuf datagram) {
    int size = datagram.readableBytes();
    return allocator.ioBuffer(size).writeBytes(datagram, datagram.readerIndex(), size);
  }

  @Override
  public MaxMessageHandle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return SLOT;
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator allocator) {
        return take(allocator);
      }
    };
  }

  private ByteBuf take(ByteBufAllocator allocator) {
    var shared = memory;
    if (shared == null) {
      shared = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(SLOTS * SLOT));
      memory = shared;
    }
    // NIO reads several datagrams before it hands out the first
    return shared.refCnt() == 1 ? shared.clear().retain() : allocator.ioBuffer(SLOT, SLOT);
  }
}
