package dev.pipy.filter.http;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http2.Http2Limits;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.FailedSessions;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.SessionStatus;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.telemetry.UpstreamCounts;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The HTTP/2 sessions of one `muxHTTP` of a codebase on one worker, by key. A request takes the
/// oldest session with room for a stream, so that those which a peak opened fall idle and end.
/// Confined to its worker.
final class Http2Sessions implements UpstreamSessions, PipelineHost.SharedResource {

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Object NO_KEY = new Object();

  private final PipelineLayout layout;
  private final Duration maxIdle;
  private final Http2Limits limits;
  private final @Nullable Callback ping;
  private final UpstreamCounts noUpstream;
  private final Map<Object, List<Http2Session>> sessions = new HashMap<>();
  private final FailedSessions failed = new FailedSessions();
  private @Nullable LoopTimer timer;
  private boolean isDraining;

  /// @param maxIdle how long a session is kept without a request
  /// @param ping says what the peer is pinged with; null for no pings
  Http2Sessions(
      PipelineLayout layout, Duration maxIdle, Http2Limits limits, @Nullable Callback ping) {
    this.layout = layout;
    this.maxIdle = maxIdle;
    this.limits = limits;
    this.ping = ping;
    this.noUpstream =
        layout.host().service(Telemetry.class).of(layout.host().worker()).noUpstream();
    layout.host().keep(this);
  }

  /// Where requests are counted that reached no `connect`.
  UpstreamCounts noUpstream() {
    return noUpstream;
  }

  Http2Limits limits() {
    return limits;
  }

  @Nullable Callback ping() {
    return ping;
  }

  boolean isDraining() {
    return isDraining || maxIdle.isZero();
  }

  @Override
  public UpstreamExchange acquire(
      @Nullable Object givenKey,
      StreamContext opener,
      boolean mustBeFresh,
      RequestHead head,
      long length) {
    var key = givenKey == null ? NO_KEY : givenKey;
    // HTTP/1 does not say the scheme: it is the one that the client used
    var scheme = opener.downstreamProtocol() == null ? "http" : "https";
    for (var session : sessions.getOrDefault(key, List.of())) {
      if (session.hasRoom() && !(mustBeFresh && session.hasServed())) {
        return new Http2UpstreamExchange(session, scheme, mustBeFresh);
      }
    }
    var opened = add(key, session -> layout.open(opener.copy(), session));
    opened.start(givenKey);
    return new Http2UpstreamExchange(opened, scheme, mustBeFresh);
  }

  private Http2Session add(Object key, Function<Output, Pipeline> opening) {
    var opened = new Http2Session(this, key, worker(), opening);
    sessions.computeIfAbsent(key, _ -> new ArrayList<>()).add(opened);
    if (timer == null) {
      timer = worker().after(TICK, this::tick);
    }
    return opened;
  }

  /// Whether there is a session of this key.
  boolean has(@Nullable Object givenKey) {
    return sessions.containsKey(givenKey == null ? NO_KEY : givenKey);
  }

  /// Makes a session of a pipeline that was opened elsewhere; takes its output from now on.
  Output adopt(@Nullable Object givenKey, Pipeline pipeline) {
    return add(givenKey == null ? NO_KEY : givenKey, _ -> pipeline);
  }

  private Worker worker() {
    return layout.host().worker();
  }

  /// The session takes no more requests.
  void forget(Http2Session session) {
    var same = sessions.get(session.key());
    if (same != null && same.remove(session) && same.isEmpty()) {
      sessions.remove(session.key());
    }
  }

  /// A session ended with an error.
  void failed(Http2Session session) {
    failed.add(session.key());
  }

  @Override
  public List<SessionStatus> sessions() {
    var keys = new LinkedHashSet<@Nullable Object>(sessions.keySet());
    keys.addAll(failed.keys());
    return keys.stream().map(this::status).toList();
  }

  private SessionStatus status(@Nullable Object key) {
    var open = sessions.getOrDefault(key, List.of());
    return new SessionStatus(
        key == NO_KEY ? "" : FailedSessions.text(key),
        layout.name(),
        open.size(),
        (int) open.stream().filter(Http2Session::isIdle).count(),
        0,
        failed.of(key));
  }

  private List<Http2Session> all() {
    return sessions.values().stream().flatMap(List::stream).toList();
  }

  private void tick() {
    timer = null;
    long oldest = layout.host().worker().nanoTime() - maxIdle.toNanos();
    for (var session : all()) {
      session.endStalled();
      if (session.isIdle() && session.idleSince() - oldest <= 0) {
        session.close();
      }
    }
    if (!sessions.isEmpty()) {
      timer = layout.host().worker().after(TICK, this::tick);
    }
  }

  @Override
  public void drain() {
    isDraining = true;
    all().stream().filter(Http2Session::isIdle).forEach(Http2Session::close);
  }

  @Override
  public void close() {
    isDraining = true;
    all().forEach(Http2Session::close);
    if (timer != null) {
      timer.cancel();
    }
  }
}
