package dev.pipy.filter.http;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http1.Http1Limits;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.telemetry.RequestCounts;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.Worker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sessions of one key on one worker. A request that may share joins the line of the session
/// that was given out last, while the peer is fast; otherwise it takes an idle session, the one
/// used last, or opens another; when there are as many as there may be, it waits. Confined to its
/// worker.
final class SessionPool {

  /// How often lines are looked after, in which several requests stand.
  private static final Duration LOOK = Duration.ofMillis(5);

  /// How long a request waits for a session.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /// Requests that may wait, for each connection that there may be: a queue costs less than
  /// refusing, and time bounds it, too.
  private static final int WAITING_PER_CONNECTION = 10;

  private final HttpSessions owner;
  private final Object key;
  private final @Nullable Object givenKey;
  private final PipelineLayout layout;
  private final HttpSessions.Settings settings;
  private final PipeliningDepth depth;
  private final ArrayDeque<HttpSession> idle = new ArrayDeque<>();
  private final Set<HttpSession> all = new HashSet<>();
  private final SequencedMap<Http1UpstreamExchange, LoopTimer> queue = new LinkedHashMap<>(0);
  private @Nullable HttpSession filling;
  private @Nullable LoopTimer look;
  private long lookAt;
  private long lastDelay;

  /// @param key tells the pool from others
  /// @param givenKey what the session pipeline's `onStart` is told
  SessionPool(
      HttpSessions owner,
      Object key,
      @Nullable Object givenKey,
      PipelineLayout layout,
      HttpSessions.Settings settings) {
    this.owner = owner;
    this.key = key;
    this.givenKey = givenKey;
    this.layout = layout;
    this.settings = settings;
    this.depth = new PipeliningDepth(settings.maxQueue());
  }

  /// Where requests of a session with this context are counted.
  RequestCounts counts(StreamContext session) {
    var peer = session.upstreamCounts();
    return (peer == null ? owner.noUpstream() : peer).requests();
  }

  Worker worker() {
    return layout.host().worker();
  }

  int bufferSize() {
    return settings.bufferSize();
  }

  Http1Limits limits() {
    return settings.limits();
  }

  PipeliningDepth depth() {
    return depth;
  }

  boolean isEmpty() {
    return all.isEmpty() && queue.isEmpty();
  }

  /// Sessions that are open.
  int size() {
    return all.size();
  }

  /// Those of them that serve nobody.
  int idle() {
    return idle.size();
  }

  /// Requests that wait for a session.
  int waiting() {
    return queue.size();
  }

  /// A session ended with an error.
  void failed() {
    owner.failed(key);
  }

  /// An exchange on a session, or one that will wait for one.
  Http1UpstreamExchange acquire(
      StreamContext opener, boolean mustBeFresh, RequestHead head, long length) {
    boolean mayShare = length == 0 && isSafe(head);
    var session = mustBeFresh ? null : joinable(mayShare);
    if (session == null && !mustBeFresh) {
      session = idle.pollLast();
    }
    if (session == null && queue.isEmpty() && all.size() < settings.maxConnections()) {
      session = open(opener, mustBeFresh);
    }
    if (session != null && mayShare) {
      filling = session;
    }
    return new Http1UpstreamExchange(this, opener, session, head, mayShare);
  }

  /// Whether a request may stand in line with others: to send it again does no harm (RFC 9110
  /// section 9.2.1), and how its answer ends is not for the peer to get wrong, as that of a HEAD
  /// is.
  private static boolean isSafe(RequestHead head) {
    var method = head.method();
    return (method.equals("GET") || method.equals("OPTIONS")) && !TunnelRules.mayFollow(head);
  }

  private @Nullable HttpSession joinable(boolean mayShare) {
    var session = filling;
    if (!mayShare || session == null) {
      return null;
    }
    int most = depth.limit(worker().nanoTime());
    if (most == 1 || !session.hasRoom(most) || !mayCarryMore(session)) {
      return null;
    }
    if (look == null) {
      lastDelay = 0;
      lookLater(worker().nanoTime());
    }
    return session;
  }

  private HttpSession open(StreamContext opener, boolean isForRetry) {
    var opened = new HttpSession(this, session -> layout.open(opener.copy(), session), isForRetry);
    all.add(opened);
    opened.start(givenKey);
    return opened;
  }

  /// Makes an idle session of a pipeline that was opened elsewhere, whose output has to go to it.
  HttpSession adopt(Pipeline pipeline) {
    var adopted = new HttpSession(this, _ -> pipeline, true);
    all.add(adopted);
    idle.addLast(adopted);
    owner.hasIdle();
    return adopted;
  }

  /// Whether the session may serve another request.
  boolean mayCarryMore(HttpSession session) {
    return settings.maxMessages() == 0 || session.carried() < settings.maxMessages();
  }

  private void lookLater(long now) {
    lookAt = now + LOOK.toNanos();
    look = worker().after(LOOK, this::lookAfterLines);
  }

  /// Sends requests elsewhere that stand behind a slow answer. When this worker itself was late,
  /// what the peer answered meanwhile may still be unread: that is not held against the peer.
  private void lookAfterLines() {
    look = null;
    long now = worker().nanoTime();
    long delay = Math.max(0, now - lookAt);
    long slow = depth.slowNanos() + delay + lastDelay;
    lastDelay = delay;
    if (all.stream().anyMatch(session -> session.isSlow(now, slow))) {
      rescueSlow(now, slow);
    }
    if (all.stream().anyMatch(HttpSession::isShared)) {
      lookLater(now);
    }
  }

  private void rescueSlow(long now, long slow) {
    if (!depth.isFixed()) {
      depth.broken(now);
      for (var session : List.copyOf(all)) {
        if (session.isSlow(now, slow)) {
          session.rescueLine();
        }
      }
    }
  }

  /// Takes a session back that can serve again.
  void release(HttpSession session) {
    var next = nextWaiting();
    if (next != null) {
      next.grant(session);
    } else if (owner.isDraining() || settings.maxIdle().isZero()) {
      session.close();
    } else {
      idle.addLast(session);
      owner.hasIdle();
    }
  }

  /// The session is closed, or not to be shared any more, nor counted.
  void forget(HttpSession session) {
    if (!all.remove(session)) {
      return;
    }
    idle.remove(session);
    if (filling == session) {
      filling = null;
    }
    if (!queue.isEmpty()) {
      worker().atTurnEnd(this::openForNext);
    }
    if (isEmpty()) {
      owner.forget(key, this);
    }
  }

  private void openForNext() {
    while (all.size() < settings.maxConnections()) {
      var next = nextWaiting();
      if (next == null) {
        return;
      }
      next.grant(open(next.opener(), false));
    }
  }

  private @Nullable Http1UpstreamExchange nextWaiting() {
    var next = queue.pollFirstEntry();
    if (next == null) {
      return null;
    }
    next.getValue().cancel();
    return next.getKey();
  }

  /// Lets a request wait for a session. False if too many wait.
  boolean enqueue(Http1UpstreamExchange request) {
    if (queue.size() / WAITING_PER_CONNECTION >= settings.maxConnections()) {
      return false;
    }
    request.holdInput();
    queue.put(request, worker().after(LONGEST_WAIT, () -> waitedTooLong(request)));
    return true;
  }

  private void waitedTooLong(Http1UpstreamExchange request) {
    leaveQueue(request);
    request.refuse();
  }

  /// A request waits no more.
  void leaveQueue(Http1UpstreamExchange request) {
    var limit = queue.remove(request);
    if (limit != null) {
      limit.cancel();
    }
  }

  /// Closes sessions that have been idle since then or longer. Returns whether some are left.
  boolean closeIdleSince(long oldest) {
    for (var session = idle.peekFirst();
        session != null && session.idleSince() - oldest <= 0;
        session = idle.peekFirst()) {
      session.close();
    }
    return !idle.isEmpty();
  }

  void closeIdle() {
    List.copyOf(idle).forEach(HttpSession::close);
  }

  void close() {
    queue.values().forEach(LoopTimer::cancel);
    queue.clear();
    List.copyOf(all).forEach(HttpSession::close);
    if (look != null) {
      look.cancel();
    }
  }
}
