package dev.pipy.control.server;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is said to clients of one endpoint that speak something else: HTTP/1, TLS where there is
/// none, or plain text where TLS is. The log has one line about them in a minute.
final class WrongProtocol {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");
  private static final long BETWEEN_LINES = TimeUnit.MINUTES.toNanos(1);

  /// Of HTTP/2's connection preface (RFC 9113 section 3.4).
  private static final String PREFACE = "PRI";

  private static final int HANDSHAKE_RECORD = 22; // RFC 8446 section 5.1
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int INADEQUATE_SECURITY = 12;
  private static final int GOAWAY_BYTES = 8;

  /// Bytes that tell what a client speaks.
  static final int ENOUGH = PREFACE.length();

  private final String endpoint;
  private final boolean hasTls;
  private final String line;
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  /// @param endpoint as users write it
  /// @param hasTls whether it speaks TLS
  WrongProtocol(String endpoint, boolean hasTls) {
    this.endpoint = endpoint;
    this.hasTls = hasTls;
    this.line =
        "This is the control API of pipy, which speaks gRPC"
            + (hasTls ? " over TLS" : "")
            + ". Use: pipyctl --target "
            + endpoint
            + (hasTls ? " --cacert FILE" : "")
            + " status";
  }

  /// How a client begins.
  enum Beginning {
    /// Too few bytes to tell.
    UNKNOWN,
    /// As it should.
    RIGHT,
    HTTP_1,
    /// TLS where there is none.
    TLS,
    /// HTTP/2 as it is where TLS should be.
    PLAIN
  }

  /// Looks at the first bytes of a client, and takes none.
  Beginning of(ByteBuf input) {
    if (!input.isReadable()) {
      return Beginning.UNKNOWN;
    }
    int first = input.getByte(input.readerIndex());
    if (!hasTls && first == HANDSHAKE_RECORD) {
      return Beginning.TLS;
    }
    int count = Math.min(ENOUGH, input.readableBytes());
    if (!hasLetters(input, count)) {
      return Beginning.RIGHT;
    }
    if (count < ENOUGH) {
      return Beginning.UNKNOWN;
    }
    boolean isPreface =
        input.toString(input.readerIndex(), ENOUGH, StandardCharsets.US_ASCII).equals(PREFACE);
    if (!isPreface) {
      return Beginning.HTTP_1;
    }
    return hasTls ? Beginning.PLAIN : Beginning.RIGHT;
  }

  private static boolean hasLetters(ByteBuf input, int count) {
    for (int i = 0; i < count; i++) {
      byte letter = input.getByte(input.readerIndex() + i);
      if (letter < 'A' || letter > 'Z') {
        return false;
      }
    }
    return true;
  }

  /// The answer to a client that does not begin as it should.
  ByteBuf answer(Beginning beginning) {
    return beginning == Beginning.PLAIN ? goAway() : http1();
  }

  private ByteBuf http1() {
    var body = line + "\n";
    return Unpooled.copiedBuffer(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: "
            + ByteBufUtil.utf8Bytes(body)
            + "\r\nconnection: close\r\n\r\n"
            + body,
        StandardCharsets.UTF_8);
  }

  /// The least that a server of HTTP/2 says (RFC 9113 sections 6.5 and 6.8), with the line for
  /// whoever reads it.
  private ByteBuf goAway() {
    byte[] text = line.getBytes(StandardCharsets.UTF_8);
    return frame(SETTINGS, 0)
        .writeBytes(
            frame(GOAWAY, GOAWAY_BYTES + text.length)
                .writeInt(0) // no stream was looked at
                .writeInt(INADEQUATE_SECURITY)
                .writeBytes(text));
  }

  private static ByteBuf frame(int type, int length) {
    return Unpooled.buffer().writeMedium(length).writeByte(type).writeByte(0).writeInt(0);
  }

  /// Notes in the log that a client begins like that.
  void note(Beginning beginning, String client) {
    if (beginning == Beginning.HTTP_1) {
      return; // a browser; it is told
    }
    long now = System.nanoTime();
    long until = quietUntil.get();
    if (now - until < 0 || !quietUntil.compareAndSet(until, now + BETWEEN_LINES)) {
      return;
    }
    if (beginning == Beginning.TLS) {
      LOG.warn(
          "{} speaks TLS to the control API at {}, which has none (its client: without --cacert;"
              + " here: --admin-cert and --admin-key)",
          client,
          endpoint);
    } else {
      LOG.warn(
          "{} speaks plain text to the control API at {}, which has TLS (its client: --cacert FILE)",
          client,
          endpoint);
    }
  }
}
