package dev.pipy.filter.http;

import dev.pipy.codec.http1.Http1Limits;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import java.time.Duration;

/// Options that the filters of this package share.
final class HttpOptions {

  static final Param<Long> BUFFER_SIZE =
      Param.withDefault(
          "bufferSize",
          ParamType.SIZE,
          4096L,
          "4096",
          "Bytes of a body of unknown length that are held, for the turn of the loop, to send it with"
              + " a content-length; a longer one is sent chunked.");

  static final Param<Long> MAX_HEADER_SIZE =
      Param.withDefault(
          "maxHeaderSize",
          ParamType.SIZE,
          64L << 10,
          "'64k'",
          "Largest start line and headers together.");

  static final Param<Duration> HEADER_TIMEOUT =
      Param.withDefault(
          "headerTimeout",
          ParamType.DURATION,
          Duration.ofSeconds(60),
          "60",
          "How long a request's start line and headers may take from the first byte on; then the"
              + " answer is 408 and the connection ends. 0 for no limit.");

  private static final long LARGEST = 64L << 20;

  private HttpOptions() {}

  static int bufferSize(Args args) {
    return (int) Math.min(args.get(BUFFER_SIZE), LARGEST);
  }

  static Http1Limits limits(Args args) {
    return Http1Limits.DEFAULT.withHeadBytes((int) Math.min(args.get(MAX_HEADER_SIZE), LARGEST));
  }
}
