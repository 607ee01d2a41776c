package dev.pipy.filter.http;

import dev.pipy.codec.http.KnownField;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http1.ConnectionOption;

/// When an HTTP connection turns into a pair of byte streams: never on the request alone, always on
/// the response (RFC 9110 sections 7.8 and 9.3.6). Any protocol may be switched to but `h2c`, which
/// would carry requests past whoever looks at them here.
final class TunnelRules {

  private TunnelRules() {}

  /// Whether the response may turn the connection into a tunnel.
  static boolean mayFollow(RequestHead request) {
    return request.isConnect() || isUpgrade(request);
  }

  /// What a request says of its connection to the upstream.
  static ConnectionOption option(RequestHead request) {
    return isUpgrade(request) ? ConnectionOption.UPGRADE : ConnectionOption.KEEP_ALIVE;
  }

  private static boolean isUpgrade(RequestHead request) {
    return request.upgrade() != null && !request.headers().hasToken(KnownField.UPGRADE, "h2c");
  }

  /// Whether a response with this status does.
  static boolean agree(RequestHead request, int status) {
    return request.isConnect()
        ? status >= 200 && status < 300
        : status == 101 && isUpgrade(request);
  }
}
