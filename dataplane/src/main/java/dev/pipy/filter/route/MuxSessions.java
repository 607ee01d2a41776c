package dev.pipy.filter.route;

import dev.pipy.pipeline.FailedSessions;
import dev.pipy.pipeline.PipelineHost.SharedResource;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.SessionStatus;
import dev.pipy.pipeline.StreamContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The live sessions of one [Mux] or [Merge] of a script, one per key. Confined to a worker.
final class MuxSessions implements SharedResource {

  private final PipelineLayout layout;
  private final Duration maxIdle;
  private final int maxWaiting;
  private final Map<@Nullable Object, MuxSession> byKey = new HashMap<>();
  private final boolean areAnswered;
  private final Set<MuxSession> finishing = new HashSet<>();
  private final FailedSessions failed = new FailedSessions();
  private boolean isDraining;

  /// Sessions whose messages are answered.
  ///
  /// @param maxWaiting unanswered messages that a session takes
  MuxSessions(PipelineLayout layout, Duration maxIdle, int maxWaiting) {
    this(layout, maxIdle, maxWaiting, true);
  }

  private MuxSessions(
      PipelineLayout layout, Duration maxIdle, int maxWaiting, boolean areAnswered) {
    this.layout = layout;
    this.maxIdle = maxIdle;
    this.maxWaiting = maxWaiting;
    this.areAnswered = areAnswered;
  }

  /// Sessions that only take messages.
  static MuxSessions withoutAnswers(PipelineLayout layout, Duration maxIdle) {
    return new MuxSessions(layout, maxIdle, 0, false);
  }

  /// The session of a key, opened with a copy of `context` if there is none, with `stream` joined.
  MuxSession join(@Nullable Object key, MuxSession.User stream, StreamContext context) {
    var session =
        byKey.computeIfAbsent(key, _ -> new MuxSession(this, key, layout, context.copy()));
    session.join(stream);
    return session;
  }

  /// How long a session without streams is kept.
  Duration maxIdle() {
    return isDraining ? Duration.ZERO : maxIdle;
  }

  /// Unanswered messages that a session takes.
  int maxWaiting() {
    return maxWaiting;
  }

  /// The next stream of the key gets a new session.
  void forget(@Nullable Object key, MuxSession session) {
    byKey.remove(key, session);
    finishing.remove(session);
  }

  /// The next stream of the key gets a new session, while this one still works off what it got.
  void leaveBehind(@Nullable Object key, MuxSession session) {
    byKey.remove(key, session);
    finishing.add(session);
  }

  /// A session of a key ended with an error.
  void failed(@Nullable Object key) {
    failed.add(key);
  }

  @Override
  public List<SessionStatus> sessions() {
    var keys = new LinkedHashSet<@Nullable Object>(byKey.keySet());
    keys.addAll(failed.keys());
    return keys.stream().map(this::status).toList();
  }

  private SessionStatus status(@Nullable Object key) {
    var session = byKey.get(key);
    return new SessionStatus(
        FailedSessions.text(key),
        layout.name(),
        session == null ? 0 : 1,
        session == null || session.isUsed() ? 0 : 1,
        session == null ? 0 : session.waiting(),
        failed.of(key));
  }

  /// Whether messages are answered.
  boolean areAnswered() {
    return areAnswered;
  }

  @Override
  public void drain() {
    isDraining = true;
    List.copyOf(byKey.values()).forEach(MuxSession::closeIfUnused);
  }

  @Override
  public void close() {
    List.copyOf(byKey.values()).forEach(MuxSession::close);
    List.copyOf(finishing).forEach(MuxSession::close);
  }
}
