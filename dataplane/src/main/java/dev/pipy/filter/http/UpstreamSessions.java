package dev.pipy.filter.http;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.pipeline.StreamContext;
import org.jspecify.annotations.Nullable;

/// The connections of one `muxHTTP` in one version of HTTP.
interface UpstreamSessions {

  /// What carries one request.
  ///
  /// @param key requests with the same key share connections
  /// @param opener copied for the pipeline of a connection that is opened
  /// @param mustBeFresh whether a connection that has served before will not do
  /// @param head of the request that will be begun
  /// @param length bytes of its body, or `MessageStart.UNKNOWN`
  UpstreamExchange acquire(
      @Nullable Object key,
      StreamContext opener,
      boolean mustBeFresh,
      RequestHead head,
      long length);
}
