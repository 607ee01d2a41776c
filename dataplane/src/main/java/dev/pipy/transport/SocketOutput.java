package dev.pipy.transport;

import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What waits to be sent on a TCP socket: written once per turn of the loop, in as few pieces as
/// may be; much at once is written when the socket that it comes from has given it. Confined to the
/// worker of the socket.
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

  /// What a piece counts beside its bytes, so that many small ones are congestion, too.
  private static final int PIECE_COST = 64;

  /// Pieces that one system call takes, IOV_MAX of limits.h.
  static final int MOST_PIECES = 1024;

  private final Worker worker;
  private final TcpSocket socket;
  private final Owner owner;
  private final int high;
  private final Runnable turnEnd = this::flushTurn;
  private final Runnable readEnd = this::flushRead;
  private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(4);
  private @Nullable ByteBuf gathered;
  private long pending;
  private long sent;
  private int unflushed;
  private boolean isReadEndAwaited;
  private boolean isBlocked;
  private boolean isCongested;
  private boolean isDropped;

  /// Who is told how the output fares, within the methods here.
  interface Owner {

    /// Everything that was written is sent.
    void allSent();

    /// Less than half of the congestion limit waits, after more than all of it did.
    void relieved();

    /// The system takes nothing any more; what waited is dropped.
    void outputFailed(IOException failure);
  }

  /// @param congestionLimit bytes from which on it is congested, 2 or more
  SocketOutput(Worker worker, TcpSocket socket, int congestionLimit, Owner owner) {
    this.worker = worker;
    this.socket = socket;
    this.high = congestionLimit;
    this.owner = owner;
  }

  /// Takes over bytes, at least one, to be sent when the turn ends.
  void write(ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (unflushed == 0) {
      worker.atTurnEnd(turnEnd);
    }
    unflushed += size;
    pending += size;
    gather(bytes, size);
    if (unflushed >= EARLY_FLUSH) {
      flushEarly();
    } else if (unflushed >= LARGE && !isReadEndAwaited) {
      isReadEndAwaited = true;
      worker.atReadEnd(readEnd);
    }
    if (load() > high) {
      isCongested = true;
    }
  }

  private long load() {
    return pending + (long) PIECE_COST * pieces.size();
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
    addGathered();
    if (bytes.refCnt() == 1 && !bytes.isReadOnly() && bytes.isWritable(LEAST_ROOM)) {
      gathered = bytes;
    } else {
      add(bytes);
    }
  }

  private void addGathered() {
    var first = gathered;
    if (first != null) {
      gathered = null;
      add(first);
    }
  }

  private void add(ByteBuf bytes) {
    boolean isTaken =
        bytes.hasMemoryAddress() || (bytes.isDirect() && bytes.nioBufferCount() <= MOST_PIECES);
    pieces.add(isTaken ? bytes : copied(bytes));
  }

  /// The system takes nothing from the heap, where the collector moves it.
  private static ByteBuf copied(ByteBuf bytes) {
    var copy = ByteBufAllocator.DEFAULT.directBuffer(bytes.readableBytes());
    copy.writeBytes(bytes);
    bytes.release();
    return copy;
  }

  private void flushTurn() {
    if (unflushed > 0) {
      unflushed = 0;
      flush();
    }
  }

  /// Hands all that was written to the system now, as far as it takes it.
  void flush() {
    addGathered();
    if (!isBlocked && !isDropped) {
      send();
    }
  }

  /// Hands the last bytes to the system.
  void flushLast() {
    unflushed = 0;
    flush();
  }

  /// The system takes bytes again.
  void unblock() {
    if (isBlocked) {
      isBlocked = false;
      send();
      if (!isBlocked) {
        socket.awaitWritable(false);
      }
    }
  }

  private void send() {
    try {
      while (!pieces.isEmpty() && !isBlocked) {
        sendOnce();
      }
    } catch (IOException failure) {
      drop();
      owner.outputFailed(failure);
      return;
    }
    if (isCongested && load() < high / 2) {
      isCongested = false;
      owner.relieved();
    }
    if (pieces.isEmpty()) {
      owner.allSent();
    }
  }

  private void sendOnce() throws IOException {
    boolean isAll = pieces.size() <= MOST_PIECES;
    long taken = socket.write(pieces);
    pending -= taken;
    sent += taken;
    remove(taken);
    if (taken == 0 || (isAll && !pieces.isEmpty())) {
      isBlocked = true;
      socket.awaitWritable(true);
    }
  }

  private void remove(long taken) {
    long left = taken;
    for (var first = pieces.peek(); first != null; first = pieces.peek()) {
      int size = first.readableBytes();
      if (left < size) {
        first.skipBytes((int) left);
        return;
      }
      left -= size;
      pieces.remove().release();
    }
  }

  /// Whether more waits than should.
  boolean isCongested() {
    return isCongested;
  }

  /// Nothing is sent any more.
  void drop() {
    isDropped = true;
    unflushed = 0;
    pending = 0;
    addGathered();
    pieces.forEach(ByteBuf::release);
    pieces.clear();
  }

  /// Bytes that the system has not taken yet.
  long pendingBytes() {
    return pending;
  }

  /// Bytes that the system has taken so far.
  long sentBytes() {
    return sent;
  }
}
