package dev.pipy.filter.http;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sessions of a `muxHTTP` that speaks what ALPN settles (RFC 7301). A request takes a session
/// of its key, in whichever version there is one. Without any, or if it needs a fresh connection,
/// one is opened by a [Negotiation] and asked; further requests of the key wait for the answer with
/// it. Confined to its worker.
final class NegotiatedSessions implements UpstreamSessions, PipelineHost.SharedResource {

  private static final Object NO_KEY = new Object();

  private final PipelineLayout layout;
  private final HttpSessions http1;
  private final Http2Sessions http2;
  private final Map<Object, Negotiation> open = new HashMap<>();

  NegotiatedSessions(PipelineLayout layout, HttpSessions http1, Http2Sessions http2) {
    this.layout = layout;
    this.http1 = http1;
    this.http2 = http2;
    layout.host().keep(this);
  }

  /// Whether connections of the session pipeline can settle a version.
  static boolean areSettledIn(PipelineLayout layout) {
    for (var node : layout.nodes()) {
      if (node.name().equals("connectTLS")
          || node.branches().stream().anyMatch(NegotiatedSessions::areSettledIn)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public UpstreamExchange acquire(
      @Nullable Object key,
      StreamContext opener,
      boolean mustBeFresh,
      RequestHead head,
      long length) {
    return acquire(key, opener, mustBeFresh, head, length, null);
  }

  /// As the other one; where TLS settles nothing, `promise` says the version.
  UpstreamExchange acquire(
      @Nullable Object key,
      StreamContext opener,
      boolean mustBeFresh,
      RequestHead head,
      long length,
      @Nullable PromisedVersion promise) {
    if (!mustBeFresh && http2.has(key)) {
      return http2.acquire(key, opener, false, head, length);
    }
    if (!mustBeFresh && http1.has(key)) {
      return http1.acquire(key, opener, false, head, length);
    }
    var negotiation =
        open.computeIfAbsent(
            key == null ? NO_KEY : key,
            _ -> new Negotiation(this, key, layout, opener.copy(), promise));
    return new NegotiatedExchange(negotiation, opener, mustBeFresh);
  }

  HttpSessions http1() {
    return http1;
  }

  Http2Sessions http2() {
    return http2;
  }

  /// The next request that finds no session gets another negotiation.
  void forget(@Nullable Object key, Negotiation negotiation) {
    open.remove(key == null ? NO_KEY : key, negotiation);
  }

  @Override
  public void drain() {
    // what waits for a connection is served on it yet
  }

  @Override
  public void close() {
    List.copyOf(open.values()).forEach(Negotiation::close);
  }
}
