package dev.pipy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;

/// Reads what a TCP socket has, into buffers that grow and shrink with what comes. Confined to the
/// worker of the socket.
final class SocketInput {

  private static final int LEAST = 2 << 10;
  private static final int MOST = 64 << 10;

  /// Reads that need less than half of the buffer before it shrinks.
  private static final int SMALL_READS = 2;

  /// Reads before the loop looks at other sockets.
  private static final int MOST_READS = 16;

  private final TcpSocket socket;
  private int room = LEAST;
  private int smallReads;

  /// Who gets what is read.
  interface Reader {

    /// Takes over bytes.
    void took(ByteBuf bytes);

    /// Is told of the end.
    void inputOver();

    /// Whether to go on, if there may be more.
    boolean wantsMore();
  }

  SocketInput(TcpSocket socket) {
    this.socket = socket;
  }

  /// Reads until there is nothing left for now, nothing more is wanted, or it is the turn of other
  /// sockets.
  void read(Reader reader) throws IOException {
    boolean isFilled = true;
    for (int i = 0; i < MOST_READS && isFilled; i++) {
      int offered = room;
      var bytes = ByteBufAllocator.DEFAULT.directBuffer(offered);
      int read = readInto(bytes);
      isFilled = read == offered;
      if (read > 0) {
        adapt(read);
        reader.took(bytes);
      } else if (read < 0) {
        reader.inputOver();
      }
      if (!reader.wantsMore()) {
        return;
      }
    }
  }

  /// Lets go of the buffer if nothing is in it.
  private int readInto(ByteBuf bytes) throws IOException {
    int read = 0;
    try {
      read = socket.read(bytes);
    } finally {
      if (read <= 0) {
        bytes.release();
      }
    }
    return read;
  }

  /// The next read gets more room where this one was filled.
  private void adapt(int read) {
    if (read == room) {
      room = Math.min(room * 4, MOST);
      smallReads = 0;
    } else if (read > room / 2 || room == LEAST) {
      smallReads = 0;
    } else if (++smallReads == SMALL_READS) {
      smallReads = 0;
      room /= 2;
    }
  }
}
