package dev.pipy.filter.route;

import dev.pipy.pipeline.PipelineHost.SharedResource;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
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
