package dev.pipy.filter.http;

import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of a `muxHTTP` in both versions of HTTP, and what a script calls these.
///
/// @param negotiated those whose version ALPN settles; null if the session pipeline has no TLS
record MuxVersion(
    UpstreamSessions http1, UpstreamSessions http2, @Nullable NegotiatedSessions negotiated) {

  static final int HTTP_1 = 1;
  static final int HTTP_2 = 2;

  /// What ALPN settles.
  static final int AUTO = 0;

  static final String EXPECTATION = "1, 2, 'http/1', 'http/2', 'h2' or 'auto'";

  private static final Logger LOG = LoggerFactory.getLogger("pipy.http");

  /// 1, 2 or [#AUTO], or null if `value` is no version that is spoken.
  static @Nullable Integer of(@Nullable Object value) {
    return switch (value) {
      case Number number when number.doubleValue() == 1 -> HTTP_1;
      case Number number when number.doubleValue() == 2 -> HTTP_2;
      case String text ->
          switch (text) {
            case "http/1", "http/1.0", "http/1.1" -> HTTP_1;
            case "http/2", "h2" -> HTTP_2;
            case "auto" -> AUTO;
            default -> null;
          };
      case null, default -> null;
    };
  }

  /// What a function said, as [#of] reads it; HTTP/1 with a word in the log if that is nothing of
  /// use.
  static int said(@Nullable Object value, Stage stage) {
    var known = of(value);
    if (known == null) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .log("version: {} (expected: " + EXPECTATION + "), speaking HTTP/1", value);
    }
    return known == null ? HTTP_1 : known;
  }

  /// The sessions that speak a version, as [#of] reads it.
  UpstreamSessions sessions(int version) {
    if (version == HTTP_2) {
      return http2;
    }
    return version == HTTP_1 || negotiated == null ? http1 : negotiated;
  }
}
