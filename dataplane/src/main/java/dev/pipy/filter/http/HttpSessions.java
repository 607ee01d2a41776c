package dev.pipy.filter.http;

import dev.pipy.codec.http1.Http1Limits;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.worker.LoopTimer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sessions of one `muxHTTP` of a codebase on one worker, by key. A request takes an idle
/// session of its key, the one used last, or opens another: no request waits behind another's slow
/// answer. Confined to its worker.
final class HttpSessions implements UpstreamSessions, PipelineHost.SharedResource {

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Object NO_KEY = new Object();

  private final PipelineLayout layout;
  private final Settings settings;
  private final Map<Object, ArrayDeque<HttpSession>> idle = new HashMap<>();
  private final Set<HttpSession> all = new HashSet<>();
  private @Nullable LoopTimer timer;
  private boolean isDraining;

  /// What the filter's definition says.
  ///
  /// @param maxIdle how long a session may wait for its next request
  /// @param bufferSize bytes of a body of unknown length that are held to find out its length
  /// @param limits of answers' heads
  record Settings(Duration maxIdle, int bufferSize, Http1Limits limits) {}

  HttpSessions(PipelineLayout layout, Settings settings) {
    this.layout = layout;
    this.settings = settings;
    layout.host().keep(this);
  }

  int bufferSize() {
    return settings.bufferSize();
  }

  Http1Limits limits() {
    return settings.limits();
  }

  /// A session for one request. A fresh one gets a copy of the opener's context.
  ///
  /// @param mustBeFresh whether an idle session will not do
  @Override
  public HttpSession acquire(@Nullable Object givenKey, StreamContext opener, boolean mustBeFresh) {
    var key = givenKey == null ? NO_KEY : givenKey;
    var waiting = mustBeFresh ? null : idle.get(key);
    var session = waiting == null ? null : waiting.pollLast();
    if (session != null) {
      return session;
    }
    var opened = new HttpSession(this, key, layout, opener.copy());
    all.add(opened);
    opened.start();
    return opened;
  }

  /// Takes a session back that can serve again.
  void release(HttpSession session) {
    if (isDraining || settings.maxIdle().isZero()) {
      session.close();
      return;
    }
    idle.computeIfAbsent(session.key(), _ -> new ArrayDeque<>()).addLast(session);
    if (timer == null) {
      timer = layout.host().worker().after(TICK, this::tick);
    }
  }

  /// The session is closed, or not to be shared any more.
  void forget(HttpSession session) {
    all.remove(session);
    var waiting = idle.get(session.key());
    if (waiting != null && waiting.remove(session) && waiting.isEmpty()) {
      idle.remove(session.key());
    }
  }

  private void tick() {
    timer = null;
    long oldest = layout.host().worker().nanoTime() - settings.maxIdle().toNanos();
    for (var waiting : List.copyOf(idle.values())) {
      for (var session = waiting.peekFirst();
          session != null && session.idleSince() - oldest <= 0;
          session = waiting.peekFirst()) {
        session.close();
      }
    }
    if (!idle.isEmpty()) {
      timer = layout.host().worker().after(TICK, this::tick);
    }
  }

  @Override
  public void drain() {
    isDraining = true;
    idle.values().stream().flatMap(ArrayDeque::stream).toList().forEach(HttpSession::close);
  }

  @Override
  public void close() {
    isDraining = true;
    List.copyOf(all).forEach(HttpSession::close);
    if (timer != null) {
      timer.cancel();
    }
  }
}
