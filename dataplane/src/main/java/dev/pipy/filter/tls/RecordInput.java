package dev.pipy.filter.tls;

import dev.pipy.codec.tls.Records;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What arrived of a connection and its way through the engine. Whole records are decrypted into
/// one buffer, as many as there are. Confined to a worker.
final class RecordInput {

  /// Bytes of a record, with its header, that has room for an alert and not for much more.
  private static final int SHORT_RECORD = 64;

  /// Bytes that are decrypted at a time.
  private static final int LARGEST_READ = 1 << 17;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Records records = new Records();
  private final Sink sink;
  private boolean isUnwrapDue;

  /// Where it leads. May end the input from inside.
  interface Sink {

    /// Whether the handshake goes on.
    boolean isHandshaking();

    /// Whether records are of use.
    boolean takesRecords();

    /// Whether clear bytes wait to be sent.
    boolean isHoldingOutput();

    /// Sends those.
    void flushOutput();

    /// Sends what the engine itself has to say. Returns whether it can go on.
    boolean wrapControl(TlsEngine engine) throws SSLException;

    /// Takes over clear bytes, which may be none.
    void decrypted(ByteBuf clear);

    /// The peer has ended its output in order.
    void closeNotify();
  }

  RecordInput(Sink sink) {
    this.sink = sink;
  }

  /// Takes over what arrived.
  void add(ByteBuf bytes) {
    records.add(bytes);
  }

  /// Bytes that were not worked on.
  long size() {
    return records.size();
  }

  /// Lets the next [#unwrap] ask the engine even if there is no record: BoringSSL goes on with what
  /// it has at the next call only.
  void unwrapOnceMore() {
    isUnwrapDue = true;
  }

  /// Gives everything back.
  void release() {
    records.release();
  }

  /// Decrypts all whole records, until the engine wants something else. Returns whether there may
  /// be more to do.
  boolean unwrap(TlsEngine engine) throws SSLException {
    ByteBuf clear = room(0);
    try {
      for (var record = next(); record != null; record = next()) {
        if (record.remaining() <= SHORT_RECORD && (clear.isReadable() || sink.isHoldingOutput())) {
          // may be a close_notify, which can end our output too: what answers the bytes before it
          // must be out by then
          clear = delivered(clear, 0);
          sink.flushOutput();
          continue;
        }
        var result = engine.unwrap(record, clear);
        records.skip(result.bytesConsumed());
        var status = result.getHandshakeStatus();
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
          clear = delivered(clear, engine.largestContent());
        } else if (engine.isInboundDone()) {
          clear = delivered(clear, 0);
          sink.closeNotify();
          return false;
        } else if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
          return status != HandshakeStatus.NEED_UNWRAP && status != HandshakeStatus.NOT_HANDSHAKING;
        } else if (status == HandshakeStatus.NEED_WRAP && !sink.isHandshaking()) {
          // BoringSSL says so here only, and throws why once its alert is taken
          if (!sink.wrapControl(engine)) {
            return false;
          }
        } else if (status != HandshakeStatus.NOT_HANDSHAKING) {
          isUnwrapDue = sink.isHandshaking() && result.bytesConsumed() > 0;
          return result.bytesConsumed() + result.bytesProduced() > 0
              || status != HandshakeStatus.NEED_UNWRAP;
        }
      }
    } finally {
      sink.decrypted(clear);
    }
    return records.next() != null;
  }

  private @Nullable ByteBuffer next() {
    var record = sink.takesRecords() ? records.next() : null;
    boolean isDue = isUnwrapDue;
    isUnwrapDue = false;
    return record == null && isDue ? NOTHING : record;
  }

  private ByteBuf delivered(ByteBuf clear, int extra) {
    sink.decrypted(clear);
    return room(extra);
  }

  private ByteBuf room(int extra) {
    return PooledByteBufAllocator.DEFAULT.directBuffer(
        (int) Math.min(records.size() + extra, LARGEST_READ));
  }
}
