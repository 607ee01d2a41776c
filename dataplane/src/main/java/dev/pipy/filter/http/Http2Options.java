package dev.pipy.filter.http;

import dev.pipy.codec.http2.Http2Limits;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import java.time.Duration;

/// Options of the filters that speak HTTP/2.
final class Http2Options {

  static final Param<Integer> MAX_CONCURRENT_STREAMS =
      Param.withDefault(
          "maxConcurrentStreams",
          ParamType.INTEGER,
          Http2Limits.DEFAULT.concurrentStreams(),
          "100",
          "Requests at once on one HTTP/2 connection.");

  static final Param<Long> STREAM_WINDOW_SIZE =
      Param.withDefault(
          "streamWindowSize",
          ParamType.SIZE,
          (long) Http2Limits.DEFAULT.streamWindow(),
          "'1m'",
          "HTTP/2: bytes of one body that may be under way to us, or wait for who reads slowly;"
              + " 65535 at least.");

  static final Param<Long> CONNECTION_WINDOW_SIZE =
      Param.withDefault(
          "connectionWindowSize",
          ParamType.SIZE,
          (long) Http2Limits.DEFAULT.connectionWindow(),
          "'8m'",
          "HTTP/2: the same for all bodies of a connection together; 65535 at least.");

  static final Param<Duration> SEND_TIMEOUT =
      Param.withDefault(
          "sendTimeout",
          ParamType.DURATION,
          Http2Limits.DEFAULT.sendTimeout(),
          "'60s'",
          "HTTP/2: how long the peer may take nothing of a body that waits for it; then its stream is"
              + " reset, and the connection ended if it took nothing on any.");

  static final Param<Callback> PING =
      Param.optional(
          "ping",
          ParamType.callback("(answer?: Data) => any"),
          "HTTP/2: says what to ping the peer with, and is called when a connection is opened and,"
              + " with the content of the answer, at each answer. It returns a Data of 8 bytes, a"
              + " promise of one, or nothing to ping no more. A second passes between two pings at"
              + " least.");

  private Http2Options() {}

  static Http2Limits limits(Args args) {
    int streams = args.get(MAX_CONCURRENT_STREAMS);
    if (streams < 1) {
      throw new ArgumentException(
          "options.maxConcurrentStreams: " + streams + " (expected: 1 or more)");
    }
    return new Http2Limits(
        streams,
        HttpOptions.limits(args).headBytes(),
        HttpOptions.limits(args).fieldCount(),
        window(args, STREAM_WINDOW_SIZE),
        window(args, CONNECTION_WINDOW_SIZE),
        sendTimeout(args));
  }

  private static Duration sendTimeout(Args args) {
    var timeout = args.get(SEND_TIMEOUT);
    if (timeout.toMillis() < 1) {
      throw new ArgumentException("options.sendTimeout: " + timeout + " (expected: 1 ms or more)");
    }
    return timeout;
  }

  private static int window(Args args, Param<Long> param) {
    long size = args.get(param);
    if (size < Http2Limits.INITIAL_WINDOW || size > Integer.MAX_VALUE) {
      throw new ArgumentException(
          "options." + param.name() + ": " + size + " (expected: 65535 to 2147483647)");
    }
    return (int) size;
  }
}
