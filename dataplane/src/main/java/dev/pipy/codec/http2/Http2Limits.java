package dev.pipy.codec.http2;

import java.time.Duration;

/// How much one HTTP/2 connection may ask of us.
///
/// @param concurrentStreams streams that the peer may have open at once, and that we open at most;
///   more are refused with REFUSED_STREAM
/// @param headerListBytes fields of a message, uncompressed, each counting 32 on top (RFC 9113
///   section 6.5.2); a larger request is answered 431, a larger response is a failed one
/// @param fieldCount most fields in a head or tail, cookie crumbs counting as one
/// @param streamWindow bytes of a body that may be under way to us, or held up by a slow reader, on
///   one stream; 65535 or more
/// @param connectionWindow the same for all streams of the connection together
/// @param sendTimeout longest time in which the peer takes nothing of a body that waits for it
public record Http2Limits(
    int concurrentStreams,
    int headerListBytes,
    int fieldCount,
    int streamWindow,
    int connectionWindow,
    Duration sendTimeout) {

  /// The windows that every connection starts with (RFC 9113 section 6.9.2): 65535 bytes.
  public static final int INITIAL_WINDOW = 65_535;

  /// 100 streams, 64 KiB of fields, 200 fields, windows of 1 MiB and 8 MiB, 60 s without progress.
  public static final Http2Limits DEFAULT =
      new Http2Limits(100, 64 << 10, 200, 1 << 20, 8 << 20, Duration.ofSeconds(60));

  /// Checks that every limit lets something through.
  public Http2Limits {
    require("concurrentStreams", concurrentStreams, 1);
    require("headerListBytes", headerListBytes, 1);
    require("fieldCount", fieldCount, 1);
    require("streamWindow", streamWindow, INITIAL_WINDOW);
    require("connectionWindow", connectionWindow, INITIAL_WINDOW);
  }

  private static void require(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " or more)");
    }
  }
}
