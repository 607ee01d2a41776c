package dev.pipy.transport;

import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;

/// What waits to be sent on a TCP socket: written once per turn of the loop, in as few pieces as
/// may be; much at once is written when the socket that it comes from has given it. Confined to the
/// worker of the channel's loop.
final class SocketOutput {

  /// Bytes that are handed to the system before the turn is over, so that a long turn does not
  /// hoard.
  private static final int EARLY_FLUSH = 256 << 10;

  /// Bytes that would not be in the processor's caches any more when the turn is over, if other
  /// sockets brought as many.
  private static final int LARGE = 32 << 10;

  /// Bytes up to which copying costs less than one more piece in a system call.
  private static final int LARGEST_COPY = 4 << 10;

  /// Bytes of room from which on a piece waits for what may follow it.
  private static final int LEAST_ROOM = 16;

  private final Worker worker;
  private final SocketChannel channel;
  private final Runnable turnEnd = this::flushTurn;
  private final Runnable readEnd = this::flushRead;
  private @Nullable ByteBuf gathered;
  private int unflushed;
  private boolean isReadEndAwaited;
  private long written;
  private long flushed;

  SocketOutput(Worker worker, SocketChannel channel) {
    this.worker = worker;
    this.channel = channel;
  }

  /// Takes over bytes, at least one, to be sent when the turn ends.
  void write(ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (unflushed == 0) {
      worker.atTurnEnd(turnEnd);
    }
    unflushed += size;
    written += size;
    gather(bytes, size);
    if (unflushed >= EARLY_FLUSH) {
      flushEarly();
    } else if (unflushed >= LARGE && !isReadEndAwaited) {
      isReadEndAwaited = true;
      worker.atReadEnd(readEnd);
    }
  }

  private void flushRead() {
    isReadEndAwaited = false;
    if (unflushed >= LARGE) {
      flushEarly();
    }
  }

  private void flushEarly() {
    flush();
    unflushed = 1; // the turn's flush is still to come
  }

  /// Small pieces that follow each other within a turn leave as one: a head and its body, chunk
  /// sizes, answers to pipelined requests. They are copied behind the first if that is ours alone
  /// and has room.
  private void gather(ByteBuf bytes, int size) {
    var first = gathered;
    if (first != null && size <= LARGEST_COPY && size <= first.writableBytes()) {
      first.writeBytes(bytes);
      bytes.release();
      return;
    }
    writeGathered();
    if (bytes.refCnt() == 1 && !bytes.isReadOnly() && bytes.isWritable(LEAST_ROOM)) {
      gathered = bytes;
    } else {
      channel.write(bytes, channel.voidPromise());
    }
  }

  private void writeGathered() {
    var first = gathered;
    if (first != null) {
      gathered = null;
      channel.write(first, channel.voidPromise());
    }
  }

  private void flushTurn() {
    if (unflushed > 0) {
      unflushed = 0;
      flush();
    }
  }

  /// Hands all that was written to the system now.
  void flush() {
    flushed = written;
    writeGathered();
    channel.flush();
  }

  /// Hands the last bytes to the system; the future tells when it has taken them.
  ChannelFuture flushLast() {
    unflushed = 0;
    flushed = written;
    var last = gathered;
    gathered = null;
    return channel.writeAndFlush(last == null ? Unpooled.EMPTY_BUFFER : last);
  }

  /// Whether the turn has written what is not flushed yet.
  boolean isTurnOpen() {
    return unflushed > 0;
  }

  /// Nothing is sent any more.
  void drop() {
    unflushed = 0;
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  /// Bytes that the system has not taken yet.
  long pendingBytes() {
    var buffer = channel.unsafe().outboundBuffer();
    long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    return gathered == null ? pending : pending + gathered.readableBytes();
  }

  /// Bytes that the system has taken so far.
  long sentBytes() {
    var buffer = channel.unsafe().outboundBuffer();
    if (buffer == null) {
      return flushed;
    }
    var left = new UnsentBytes();
    try {
      buffer.forEachFlushedMessage(left);
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
    return flushed - left.count;
  }

  /// Counts what was handed to the channel and not yet taken by the system.
  private static final class UnsentBytes implements ChannelOutboundBuffer.MessageProcessor {

    private long count;

    @Override
    public boolean processMessage(Object message) {
      if (message instanceof ByteBuf bytes) {
        count += bytes.readableBytes();
      }
      return true;
    }
  }
}
