package dev.pipy.filter.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// An engine over Netty's buffers. In what BoringSSL's and the JDK's engine differ stands here.
/// Confined to a worker, but for its tasks.
final class TlsEngine {

  /// Bytes of content that a record has at most (RFC 8446 section 5.1).
  static final int LARGEST_RECORD = 1 << 14;

  /// What a record is longer than its content, at the most that either engine asks for.
  private static final int RECORD_OVERHEAD = 512;

  /// Content of one buffer of records, so that long bodies leave in big writes.
  private static final int LARGEST_WRITE = 4 * LARGEST_RECORD;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final PooledByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

  private final SSLEngine engine;
  private final boolean isBoring;
  private final @Nullable HalfClose halfClose;
  private boolean isFinished;
  private boolean peerHasClosed;

  TlsEngine(SSLEngine engine) {
    this.engine = engine;
    this.isBoring = engine instanceof ReferenceCountedOpenSslEngine;
    this.halfClose =
        engine instanceof ReferenceCountedOpenSslEngine boring ? new HalfClose(boring) : null;
  }

  void beginHandshake() throws SSLException {
    engine.beginHandshake();
  }

  HandshakeStatus status() {
    return engine.getHandshakeStatus();
  }

  /// Whether the first handshake is done. The engines say FINISHED once, NOT_HANDSHAKING after
  /// that.
  boolean isHandshakeDone() {
    isFinished |= status() == HandshakeStatus.NOT_HANDSHAKING;
    return isFinished;
  }

  /// What ALPN settled; empty if nothing.
  String protocol() {
    var protocol =
        engine instanceof ReferenceCountedOpenSslEngine boring
            ? boring.getNegotiatedApplicationProtocol()
            : engine.getApplicationProtocol();
    return protocol == null ? "" : protocol;
  }

  /// The peer's certificates, its own first; none if it has not shown any.
  List<X509Certificate> peerCertificates() {
    try {
      return Arrays.stream(engine.getSession().getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }

  boolean isVersion13() {
    return engine.getSession().getProtocol().equals("TLSv1.3");
  }

  /// Whether the close_notify that the peer sent leaves our direction open.
  boolean endsByHalves() {
    return isVersion13() && (!isBoring || !engine.isInboundDone());
  }

  /// Bytes of the largest content of a record.
  int largestContent() {
    return engine.getSession().getApplicationBufferSize();
  }

  /// Whether the peer sent close_notify. BoringSSL says CLOSED of our own end, too.
  boolean isInboundDone() {
    return peerHasClosed || engine.isInboundDone();
  }

  /// What the engine wants done elsewhere, since it takes long.
  List<Runnable> tasks() {
    var tasks = new ArrayList<Runnable>(1);
    for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
      tasks.add(task);
    }
    return tasks;
  }

  /// What the engine itself has to say: a buffer that may be empty, the caller's.
  ByteBuf wrapControl() throws SSLException {
    var out = ALLOCATOR.directBuffer(engine.getSession().getPacketBufferSize());
    SSLEngineResult result;
    try {
      result = engine.wrap(NOTHING, space(out));
    } catch (SSLException failure) {
      out.release();
      throw failure;
    }
    out.writerIndex(out.writerIndex() + result.bytesProduced());
    isFinished |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
    return out;
  }

  /// Encrypts as much of `source` as goes into one buffer, which is the caller's.
  ByteBuf wrap(ByteBuffer source) throws SSLException {
    int content = Math.min(source.remaining(), LARGEST_WRITE);
    int count = (content + LARGEST_RECORD - 1) / LARGEST_RECORD;
    // the JDK's engine wants room for a whole record, however little there is to say
    int spare = isBoring ? 0 : engine.getSession().getPacketBufferSize();
    var out = ALLOCATOR.directBuffer(content + count * RECORD_OVERHEAD + spare);
    try {
      fill(out, source);
    } catch (SSLException failure) {
      out.release();
      throw failure;
    }
    if (!isBoring && out.readableBytes() < out.capacity() / 4) {
      var small = ALLOCATOR.directBuffer(out.readableBytes()).writeBytes(out);
      out.release();
      return small;
    }
    return out;
  }

  private void fill(ByteBuf out, ByteBuffer source) throws SSLException {
    while (source.hasRemaining()) {
      var result = engine.wrap(source, space(out));
      out.writerIndex(out.writerIndex() + result.bytesProduced());
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        source.position(source.limit());
      } else if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
        if (!out.isReadable()) {
          throw new SSLException("record does not fit");
        }
        return;
      } else if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
        throw new SSLException("engine does not take bytes: " + result.getHandshakeStatus());
      }
    }
  }

  /// Decrypts a record behind what `clear` has.
  SSLEngineResult unwrap(ByteBuffer record, ByteBuf clear) throws SSLException {
    var space = space(clear);
    if (halfClose != null && isFinished && halfClose.mayRead(record, space) && isVersion13()) {
      int start = space.position();
      var outcome = halfClose.read(record, space);
      if (outcome != HalfClose.Outcome.LEFT) {
        int length = space.position() - start;
        clear.writerIndex(clear.writerIndex() + length);
        peerHasClosed = outcome == HalfClose.Outcome.CLOSED;
        return new SSLEngineResult(
            SSLEngineResult.Status.OK, HandshakeStatus.NOT_HANDSHAKING, record.remaining(), length);
      }
    }
    var result = engine.unwrap(record, space);
    clear.writerIndex(clear.writerIndex() + result.bytesProduced());
    isFinished |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
    return result;
  }

  /// Gives out close_notify, and what was to be said before it.
  void closeOutbound(Consumer<ByteBuf> out) {
    engine.closeOutbound();
    lastWords(out);
  }

  /// Gives out the alerts that the engine still has.
  void lastWords(Consumer<ByteBuf> out) {
    try {
      for (boolean more = true; more && !engine.isOutboundDone(); ) {
        var words = wrapControl();
        more = words.isReadable();
        out.accept(words);
      }
    } catch (SSLException expected) {
      // thrown once the alert that says it is out
    }
  }

  /// Gives native memory back; the JDK's engine has none.
  void release() {
    ReferenceCountUtil.release(engine);
  }

  private static ByteBuffer space(ByteBuf buffer) {
    return buffer.internalNioBuffer(buffer.writerIndex(), buffer.writableBytes());
  }
}
