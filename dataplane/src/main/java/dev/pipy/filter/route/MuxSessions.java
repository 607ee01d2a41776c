package dev.pipy.filter.route;

import dev.pipy.pipeline.FailedSessions;
import dev.pipy.pipeline.PipelineHost.SharedResource;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.SessionStatus;
import dev.pipy.pipeline.StreamContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The live sessions of one [Mux] or [Merge] of a script, by key: one for each, unless a limit says
/// that more are needed. Confined to a worker.
final class MuxSessions implements SharedResource {

  /// Sessions of a key, beyond which streams stand in line whatever the limit.
  private static final int MOST_SESSIONS = 1000;

  private final PipelineLayout layout;
  private final Limits limits;
  private final Map<@Nullable Object, List<MuxSession>> byKey = new HashMap<>();
  private final boolean areAnswered;
  private final Supplier<MuxCodec> codecs;
  private final Set<MuxSession> finishing = new HashSet<>();
  private final FailedSessions failed = new FailedSessions();
  private boolean isDraining;

  /// What the filter's definition says.
  ///
  /// @param maxIdle how long a session without streams is kept
  /// @param maxQueue answers that a session may owe before a stream gets another one; 0 for any
  ///   number
  /// @param maxMessages messages that a session carries before it is not used again; 0 for any
  ///   number
  /// @param maxWaiting answers that a session may owe at all
  record Limits(Duration maxIdle, int maxQueue, int maxMessages, int maxWaiting) {}

  /// Sessions whose messages are answered.
  ///
  /// @param codecs makes the one of a session
  MuxSessions(PipelineLayout layout, Limits limits, Supplier<MuxCodec> codecs) {
    this(layout, limits, true, codecs);
  }

  private MuxSessions(
      PipelineLayout layout, Limits limits, boolean areAnswered, Supplier<MuxCodec> codecs) {
    this.layout = layout;
    this.limits = limits;
    this.areAnswered = areAnswered;
    this.codecs = codecs;
  }

  /// Sessions that only take messages.
  static MuxSessions withoutAnswers(PipelineLayout layout, Duration maxIdle) {
    return new MuxSessions(layout, new Limits(maxIdle, 0, 0, 0), false, () -> MuxCodec.NONE);
  }

  /// The session of a key that owes the fewest answers, with `stream` joined; opened with a copy of
  /// `context` if there is none with room.
  MuxSession join(@Nullable Object key, MuxSession.User stream, StreamContext context) {
    var same = byKey.computeIfAbsent(key, _ -> new ArrayList<>(1));
    MuxSession best = null;
    for (var session : same) {
      boolean isUsable = session.hasRoom() || same.size() >= MOST_SESSIONS;
      if (isUsable && (best == null || session.owed() < best.owed())) {
        best = session;
      }
    }
    if (best != null) {
      best.join(stream);
      return best;
    }
    var opened = new MuxSession(this, key, layout, context.copy());
    same.add(opened);
    opened.join(stream);
    opened.start();
    return opened;
  }

  /// How long a session without streams is kept.
  Duration maxIdle() {
    return isDraining ? Duration.ZERO : limits.maxIdle();
  }

  MuxCodec newCodec() {
    return codecs.get();
  }

  Limits limits() {
    return limits;
  }

  /// No stream gets the session any more.
  void forget(@Nullable Object key, MuxSession session) {
    remove(key, session);
    finishing.remove(session);
  }

  /// No stream gets the session any more, while it still works off what it got.
  void leaveBehind(@Nullable Object key, MuxSession session) {
    remove(key, session);
    finishing.add(session);
  }

  private void remove(@Nullable Object key, MuxSession session) {
    var same = byKey.get(key);
    if (same != null && same.remove(session) && same.isEmpty()) {
      byKey.remove(key);
    }
  }

  private List<MuxSession> all() {
    return byKey.values().stream().flatMap(List::stream).toList();
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
    var same = byKey.getOrDefault(key, List.of());
    return new SessionStatus(
        FailedSessions.text(key),
        layout.name(),
        same.size(),
        (int) same.stream().filter(session -> !session.isUsed()).count(),
        same.stream().mapToInt(MuxSession::waiting).sum(),
        failed.of(key));
  }

  /// Whether messages are answered.
  boolean areAnswered() {
    return areAnswered;
  }

  @Override
  public void drain() {
    isDraining = true;
    all().forEach(MuxSession::closeIfUnused);
  }

  @Override
  public void close() {
    all().forEach(MuxSession::close);
    List.copyOf(finishing).forEach(MuxSession::close);
  }
}
