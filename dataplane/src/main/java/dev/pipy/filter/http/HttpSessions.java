package dev.pipy.filter.http;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http1.Http1Limits;
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
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The HTTP/1 sessions of one `muxHTTP` of a codebase on one worker: a pool for each key. Confined
/// to its worker.
final class HttpSessions implements UpstreamSessions, PipelineHost.SharedResource {

  private static final Duration TICK = Duration.ofSeconds(1);

  /// Stands for a key that is undefined.
  private static final Object NO_KEY = new Object();

  private final PipelineLayout layout;
  private final Settings settings;
  private final UpstreamCounts noUpstream;
  private final Map<Object, SessionPool> pools = new HashMap<>();
  private final FailedSessions failed = new FailedSessions();
  private @Nullable LoopTimer timer;
  private boolean isDraining;

  /// What the filter's definition says.
  ///
  /// @param maxIdle how long a session may wait for its next request
  /// @param maxQueue requests in line on a session; 0 for as many as is good
  /// @param maxMessages requests that a session serves; 0 for any number
  /// @param maxConnections sessions of a key, and requests that wait for one
  /// @param bufferSize bytes of a body of unknown length that are held to find out its length
  /// @param limits of answers' heads
  record Settings(
      Duration maxIdle,
      int maxQueue,
      int maxMessages,
      int maxConnections,
      int bufferSize,
      Http1Limits limits) {}

  HttpSessions(PipelineLayout layout, Settings settings) {
    this.layout = layout;
    this.settings = settings;
    this.noUpstream =
        layout.host().service(Telemetry.class).of(layout.host().worker()).noUpstream();
    layout.host().keep(this);
  }

  @Override
  public UpstreamExchange acquire(
      @Nullable Object givenKey,
      StreamContext opener,
      boolean mustBeFresh,
      RequestHead head,
      long length) {
    return pool(givenKey).acquire(opener, mustBeFresh, head, length);
  }

  private SessionPool pool(@Nullable Object givenKey) {
    var key = givenKey == null ? NO_KEY : givenKey;
    var pool = pools.get(key);
    if (pool == null) {
      pool = new SessionPool(this, key, givenKey, layout, settings);
      pools.put(key, pool);
    }
    return pool;
  }

  /// Whether there is a session of this key, or a request waits for one.
  boolean has(@Nullable Object givenKey) {
    return pools.containsKey(givenKey == null ? NO_KEY : givenKey);
  }

  /// Makes a session of a pipeline that was opened elsewhere; takes its output from now on.
  Output adopt(@Nullable Object givenKey, Pipeline pipeline) {
    return pool(givenKey).adopt(pipeline);
  }

  /// Where requests are counted that reached no `connect`.
  UpstreamCounts noUpstream() {
    return noUpstream;
  }

  boolean isDraining() {
    return isDraining;
  }

  /// A session fell idle.
  void hasIdle() {
    if (timer == null) {
      timer = layout.host().worker().after(TICK, this::tick);
    }
  }

  /// A pool has nothing left.
  void forget(Object key, SessionPool pool) {
    pools.remove(key, pool);
  }

  /// A session of a key ended with an error.
  void failed(Object key) {
    failed.add(key);
  }

  @Override
  public List<SessionStatus> sessions() {
    var keys = new LinkedHashSet<@Nullable Object>(pools.keySet());
    keys.addAll(failed.keys());
    return keys.stream().map(this::status).toList();
  }

  private SessionStatus status(@Nullable Object key) {
    var pool = pools.get(key);
    return new SessionStatus(
        key == NO_KEY ? "" : FailedSessions.text(key),
        layout.name(),
        pool == null ? 0 : pool.size(),
        pool == null ? 0 : pool.idle(),
        pool == null ? 0 : pool.waiting(),
        failed.of(key));
  }

  private void tick() {
    timer = null;
    long oldest = layout.host().worker().nanoTime() - settings.maxIdle().toNanos();
    boolean isAnyIdle = false;
    for (var pool : List.copyOf(pools.values())) {
      isAnyIdle |= pool.closeIdleSince(oldest);
    }
    if (isAnyIdle) {
      hasIdle();
    }
  }

  @Override
  public void drain() {
    isDraining = true;
    List.copyOf(pools.values()).forEach(SessionPool::closeIdle);
  }

  @Override
  public void close() {
    isDraining = true;
    List.copyOf(pools.values()).forEach(SessionPool::close);
    if (timer != null) {
      timer.cancel();
    }
  }
}
