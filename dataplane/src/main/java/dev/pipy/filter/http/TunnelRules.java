package dev.pipy.filter.http;

import dev.pipy.codec.http.RequestHead;

/// When an HTTP connection turns into a pair of byte streams: never on the request alone, always on
/// the response (RFC 9110 sections 7.8 and 9.3.6).
final class TunnelRules {

  private TunnelRules() {}

  /// Whether the response may turn the connection into a tunnel.
  static boolean mayFollow(RequestHead request) {
    return request.isConnect() || "websocket".equals(request.upgrade());
  }

  /// Whether a response with this status does.
  static boolean agree(RequestHead request, int status) {
    return request.isConnect()
        ? status >= 200 && status < 300
        : status == 101 && "websocket".equals(request.upgrade());
  }
}
