package dev.pipy.filter.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.Buffer;
import io.netty.internal.tcnative.SSL;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads records of TLS 1.3 past Netty's engine, since one of them may be a close_notify.
///
/// In TLS 1.3 that ends one direction (RFC 8446 section 6.1), and BoringSSL goes on encrypting
/// after it. Netty's engine around BoringSSL does not: at the peer's close_notify it sends ours,
/// and what was not answered by then is lost. Nothing shows from outside which record is one. So
/// once the handshake is done, records go to BoringSSL directly, as the engine would hand them on,
/// and a close_notify is something that the engine does not notice.
///
/// The engine keeps where BoringSSL reads from to itself, so that is looked up by name. Should a
/// later version of Netty call it otherwise, then a close_notify ends both directions again, and
/// the tests say so.
final class HalfClose {

  private static final @Nullable VarHandle NETWORK_BIO = networkBio();

  private final ReferenceCountedOpenSslEngine engine;

  HalfClose(ReferenceCountedOpenSslEngine engine) {
    this.engine = engine;
  }

  private static @Nullable VarHandle networkBio() {
    try {
      var type = ReferenceCountedOpenSslEngine.class;
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findVarHandle(type, "networkBIO", long.class);
    } catch (ReflectiveOperationException otherVersion) {
      return null;
    }
  }

  /// What became of a record.
  enum Outcome {
    /// What it had for us, if anything, is in the buffer.
    READ,
    /// It was a close_notify.
    CLOSED,
    /// The engine should see for itself. BoringSSL tells it the same again if that is a failure.
    LEFT
  }

  /// Whether a record can be read here: in one go.
  boolean mayRead(ByteBuffer record, ByteBuffer clear) {
    return NETWORK_BIO != null
        && record.hasRemaining()
        && record.isDirect()
        && clear.isDirect()
        && clear.remaining() >= record.remaining();
  }

  /// Decrypts a whole record of an open connection, whose bytes stay where they are.
  Outcome read(ByteBuffer record, ByteBuffer clear) {
    if (NETWORK_BIO == null) {
      return Outcome.LEFT;
    }
    long ssl = engine.sslPointer();
    long bio = (long) NETWORK_BIO.get(engine);
    if (ssl == 0 || bio == 0) {
      return Outcome.LEFT;
    }
    SSL.bioSetByteBuffer(
        bio, Buffer.address(record) + record.position(), record.remaining(), false);
    try {
      int count = SSL.readFromSSL(ssl, Buffer.address(clear) + clear.position(), clear.remaining());
      if (count > 0) {
        clear.position(clear.position() + count);
        return Outcome.READ;
      }
      int error = SSL.getError(ssl, count);
      SSL.clearError();
      if (error == SSL.SSL_ERROR_ZERO_RETURN) {
        return Outcome.CLOSED;
      }
      return error == SSL.SSL_ERROR_WANT_READ ? Outcome.READ : Outcome.LEFT;
    } finally {
      SSL.bioClearByteBuffer(bio);
    }
  }
}
