package dev.pipy.filter.http;

import dev.pipy.pipeline.StreamContext;
import org.jspecify.annotations.Nullable;

/// The connections of one `muxHTTP` in one version of HTTP.
interface UpstreamSessions {

  /// What carries one request.
  ///
  /// @param key requests with the same key share connections
  /// @param opener copied for the pipeline of a connection that is opened
  /// @param mustBeFresh whether a connection that has served before will not do
  UpstreamExchange acquire(@Nullable Object key, StreamContext opener, boolean mustBeFresh);
}
