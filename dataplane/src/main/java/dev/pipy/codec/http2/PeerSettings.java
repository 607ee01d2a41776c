package dev.pipy.codec.http2;

import static io.netty.handler.codec.http2.Http2Error.FLOW_CONTROL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/// What the peer wants (RFC 9113 section 6.5.2). Its largest frame does not matter, since we never
/// send larger ones than everybody takes. Confined to a worker.
final class PeerSettings {

  static final int HEADER_TABLE_SIZE = 1;
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;
  static final int MAX_FRAME_SIZE = 5;
  static final int MAX_HEADER_LIST_SIZE = 6;

  /// RFC 8441 section 3.
  static final int ENABLE_CONNECT_PROTOCOL = 8;

  private static final long LARGEST_FRAME_SIZE = (1 << 24) - 1;

  private long headerTableSize = 4096;
  private long maxConcurrentStreams = Integer.MAX_VALUE;
  private long initialWindow = Http2Limits.INITIAL_WINDOW;

  long headerTableSize() {
    return headerTableSize;
  }

  long maxConcurrentStreams() {
    return maxConcurrentStreams;
  }

  long initialWindow() {
    return initialWindow;
  }

  /// Reads a payload, which stays the caller's. Returns what is wrong with it, or null.
  @Nullable Http2Error read(ByteBuf payload, boolean isFromServer) {
    while (payload.isReadable()) {
      int name = payload.readUnsignedShort();
      long value = payload.readUnsignedInt();
      @Nullable Http2Error error = set(name, value, isFromServer);
      if (error != null) {
        return error;
      }
    }
    return null;
  }

  private @Nullable Http2Error set(int name, long value, boolean isFromServer) {
    switch (name) {
      case HEADER_TABLE_SIZE -> headerTableSize = value;
      case ENABLE_PUSH -> {
        if (value > 1 || (value == 1 && isFromServer)) {
          return PROTOCOL_ERROR;
        }
      }
      case MAX_CONCURRENT_STREAMS -> maxConcurrentStreams = value;
      case INITIAL_WINDOW_SIZE -> {
        if (value > Integer.MAX_VALUE) {
          return FLOW_CONTROL_ERROR;
        }
        initialWindow = value;
      }
      case MAX_FRAME_SIZE -> {
        if (value < FrameReader.MAX_FRAME_SIZE || value > LARGEST_FRAME_SIZE) {
          return PROTOCOL_ERROR;
        }
      }
      default -> {} // MAX_HEADER_LIST_SIZE is advice, others are unknown
    }
    return null;
  }
}
