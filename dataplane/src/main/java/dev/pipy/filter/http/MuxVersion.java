package dev.pipy.filter.http;

import dev.pipy.filter.spec.Dynamic;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which version of HTTP a `muxHTTP` speaks: always the same, or what a function says.
///
/// @param version as [#of] reads it, or a function
record MuxVersion(Dynamic version, UpstreamSessions http1, UpstreamSessions http2) {

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

  /// The sessions to use for a stream; HTTP/1 with a word in the log if the function says nothing
  /// of use.
  UpstreamSessions sessions(Stage stage) {
    var value = version.get(stage.context());
    var known = of(value);
    if (known == null) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .log("version: {} (expected: 1, 2, 'http/1', 'http/2' or 'h2'), speaking HTTP/1", value);
    }
    return known != null && known == 2 ? http2 : http1;
  }
}
