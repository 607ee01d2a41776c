package dev.pipy.filter.http;

import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of a `muxHTTP` in both versions of HTTP, and what a script calls these.
record MuxVersion(UpstreamSessions http1, UpstreamSessions http2) {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.http");

  /// 1 or 2, or null if `value` is no version that is spoken.
  static @Nullable Integer of(@Nullable Object value) {
    return switch (value) {
      case Number number when number.doubleValue() == 1 -> 1;
      case Number number when number.doubleValue() == 2 -> 2;
      case String text ->
          switch (text) {
            case "http/1", "http/1.0", "http/1.1" -> 1;
            case "http/2", "h2" -> 2;
            default -> null;
          };
      case null, default -> null;
    };
  }

  /// The sessions that speak a version, as [#of] reads it.
  UpstreamSessions sessions(int version) {
    return version == 2 ? http2 : http1;
  }

  /// The sessions that speak what a function said; HTTP/1 with a word in the log if that is nothing
  /// of use.
  UpstreamSessions sessions(@Nullable Object said, Stage stage) {
    var known = of(said);
    if (known == null) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .log("version: {} (expected: 1, 2, 'http/1', 'http/2' or 'h2'), speaking HTTP/1", said);
    }
    return sessions(known == null ? 1 : known);
  }
}
