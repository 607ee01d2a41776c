package dev.pipy.transport;

import dev.pipy.worker.PausedReads;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// What a datagram socket sends: the datagrams of a turn leave together at its end. When the system
/// does not take them, who feeds the socket pauses from the congestion limit on, and what comes
/// beyond the buffer limit is dropped, as a router would. Confined to a worker.
public final class DatagramOutput {

  /// Bytes that UDP over IPv4 can carry in one datagram.
  public static final int LARGEST = 65_507;

  /// Bytes that may wait to be sent when no limit is set.
  static final long MOST_WAITING = 4 << 20;

  /// Bytes that are handed to the system before the turn is over.
  private static final int EARLY_FLUSH = 256 << 10;

  private final Worker worker;
  private final Channel channel;
  private final Runnable flush = this::flushNow;
  private final PausedReads paused = new PausedReads();
  private int unflushed;

  /// @param congestionLimit bytes waiting to be sent at which whoever feeds the socket pauses
  public DatagramOutput(Worker worker, Channel channel, int congestionLimit) {
    this.worker = worker;
    this.channel = channel;
    int high = Math.max(congestionLimit, 2);
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
  }

  /// Takes over one datagram, of [#LARGEST] bytes at most. Returns false if it was dropped.
  ///
  /// @param peer where to; null for the one that the socket is connected to
  /// @param bufferLimit bytes that may wait to be sent; 0 for 4 MiB
  public boolean write(ByteBuf bytes, @Nullable InetSocketAddress peer, long bufferLimit) {
    int size = bytes.readableBytes();
    if (pendingBytes() + size > (bufferLimit > 0 ? bufferLimit : MOST_WAITING)) {
      bytes.release();
      return false;
    }
    if (unflushed == 0) {
      worker.atTurnEnd(flush);
    }
    unflushed += size;
    channel.write(peer == null ? bytes : new DatagramPacket(bytes, peer), channel.voidPromise());
    if (unflushed >= EARLY_FLUSH) {
      channel.flush();
      unflushed = 1; // the turn's flush is still to come
    }
    if (!channel.isWritable()) {
      paused.pause(worker);
    }
    return true;
  }

  private void flushNow() {
    if (unflushed > 0) {
      unflushed = 0;
      channel.flush();
    }
  }

  /// Bytes that the system has not taken, with what Netty adds for keeping them.
  public long pendingBytes() {
    var buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /// The channel can be written to again, or is gone.
  public void resume() {
    paused.resume();
  }
}
