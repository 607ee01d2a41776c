package dev.pipy.filter.route;

import dev.pipy.pipeline.PipelineHost.SharedResource;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The live sessions of one [Mux] of a script, one per key. Confined to a worker.
final class MuxSessions implements SharedResource {

  private final PipelineLayout layout;
  private final Duration maxIdle;
  private final int maxWaiting;
  private final Map<@Nullable Object, MuxSession> byKey = new HashMap<>();
  private boolean isDraining;

  MuxSessions(PipelineLayout layout, Duration maxIdle, int maxWaiting) {
    this.layout = layout;
    this.maxIdle = maxIdle;
    this.maxWaiting = maxWaiting;
  }

  /// The session of a key, opened with a copy of `context` if there is none, with `stream` joined.
  MuxSession join(@Nullable Object key, Mux stream, StreamContext context) {
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
  }

  @Override
  public void drain() {
    isDraining = true;
    List.copyOf(byKey.values()).forEach(MuxSession::closeIfUnused);
  }

  @Override
  public void close() {
    List.copyOf(byKey.values()).forEach(MuxSession::close);
  }
}
