package dev.pipy.filter.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Fatal alerts that answer a ClientHello before there is an engine (RFC 8446 section 6.2).
enum Alert {
  /// Nobody of the name is here (RFC 6066 section 3).
  UNRECOGNIZED_NAME(112),
  /// None of the client's protocols is spoken (RFC 7301 section 3.2).
  NO_APPLICATION_PROTOCOL(120);

  private static final int ALERT_RECORD = 21;
  private static final int FATAL = 2;

  private final int code;

  Alert(int code) {
    this.code = code;
  }

  /// The record that says so.
  ByteBuf record() {
    return Unpooled.wrappedBuffer(new byte[] {ALERT_RECORD, 3, 3, 0, 2, FATAL, (byte) code});
  }
}
