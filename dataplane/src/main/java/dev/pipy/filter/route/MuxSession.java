package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.Worker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One run of a shared pipeline: messages of many streams go in, answers come out in the same
/// order. An answer whose stream has left is dropped. Confined to a worker.
final class MuxSession implements Output {

  private static final Duration LINGER = Duration.ofSeconds(10);

  private final MuxSessions sessions;
  private final @Nullable Object key;
  private final Worker worker;
  private final Pipeline pipeline;
  private final Output input;
  private final Set<User> streams = new HashSet<>();
  private final ArrayDeque<User> unanswered = new ArrayDeque<>();
  private final ArrayDeque<HeldEvents> outbox = new ArrayDeque<>();
  private @Nullable LoopTimer idleTimer;
  private boolean isSending;
  private boolean isAnswering;
  private boolean isEnded;
  private @Nullable StreamError endError;
  private int carried;

  /// A stream that uses the session.
  interface User {

    /// Takes over an event of the answer to this stream's oldest message.
    void answer(Event event);

    /// The session is gone, and all answers with it.
    void sessionEnded(@Nullable StreamError error);
  }

  MuxSession(
      MuxSessions sessions, @Nullable Object key, PipelineLayout layout, StreamContext context) {
    this.sessions = sessions;
    this.key = key;
    worker = layout.host().worker();
    var codec = sessions.newCodec();
    pipeline = layout.open(context, codec.decoding(this));
    input = codec.encoding(pipeline::input);
  }

  /// Lets the session pipeline run its `onStart`.
  void start() {
    pipeline.start(key);
  }

  /// Answers that it owes.
  int owed() {
    return unanswered.size();
  }

  /// Whether another message may be sent to it, if there is a choice.
  boolean hasRoom() {
    int maxQueue = sessions.limits().maxQueue();
    return !isSpent() && (maxQueue == 0 || unanswered.size() < maxQueue);
  }

  /// Whether so many more answers are too much to wait for.
  boolean isFull(int answers) {
    return unanswered.size() + answers > sessions.limits().maxWaiting();
  }

  /// Whether it has carried all that it may.
  private boolean isSpent() {
    int maxMessages = sessions.limits().maxMessages();
    return maxMessages > 0 && carried >= maxMessages;
  }

  /// Whether a stream uses it.
  boolean isUsed() {
    return !streams.isEmpty();
  }

  /// Messages that are not answered.
  int waiting() {
    return unanswered.size();
  }

  /// A stream starts using the session.
  void join(User stream) {
    streams.add(stream);
    if (idleTimer != null) {
      idleTimer.cancel();
      idleTimer = null;
    }
  }

  /// A stream is done with the session, answered or not.
  void leave(User stream) {
    streams.remove(stream);
    if (!streams.isEmpty() || isEnded) {
      return;
    }
    var maxIdle = sessions.maxIdle();
    if (maxIdle.isZero() || isSpent()) {
      worker.atTurnEnd(this::closeIfUnused);
    } else {
      idleTimer = worker.after(maxIdle, this::closeIfUnused);
    }
  }

  /// Takes over a whole message of a stream. Messages go out one after another, also if one is sent
  /// while another is on its way.
  ///
  /// @param stream gets the answers
  /// @param answers how many it will get
  void send(HeldEvents message, User stream, int answers) {
    if (isEnded) {
      message.release();
      stream.sessionEnded(endError);
      return;
    }
    carried++;
    for (int i = 0; i < answers; i++) {
      unanswered.add(stream);
    }
    outbox.add(message);
    if (isSending) {
      return;
    }
    isSending = true;
    try {
      for (var next = outbox.peek(); next != null; next = outbox.peek()) {
        var event = next.poll();
        if (event == null) {
          outbox.remove();
        } else {
          input.emit(event);
        }
      }
    } finally {
      isSending = false;
    }
  }

  /// Takes what the shared pipeline emits.
  @Override
  public void emit(Event event) {
    var stream = unanswered.peek();
    switch (event) {
      case Event.StreamEnd(StreamError error) -> {
        if (isEnded) {
          worker.atTurnEnd(this::close);
        } else {
          if (error != null) {
            sessions.failed(key);
          }
          end(error);
        }
      }
      case Event.MessageStart _ when stream != null -> {
        isAnswering = true;
        stream.answer(event);
      }
      case Event.MessageEnd _ when stream != null && isAnswering -> {
        isAnswering = false;
        unanswered.remove();
        stream.answer(event);
      }
      case Event.Data _ when stream != null && isAnswering -> stream.answer(event);
      case Event.MessageStart _, Event.Data _, Event.MessageEnd _ -> event.release();
    }
  }

  void closeIfUnused() {
    if (!streams.isEmpty() || isEnded) {
      return;
    }
    if (sessions.areAnswered()) {
      input.emit(Event.StreamEnd.CLEAN);
      close();
    } else {
      finish();
    }
  }

  /// Nobody waits for the end of what was sent, so it is waited for here.
  private void finish() {
    isEnded = true;
    sessions.leaveBehind(key, this);
    idleTimer = worker.after(LINGER, this::close);
    input.emit(Event.StreamEnd.CLEAN);
  }

  void close() {
    sessions.forget(key, this);
    if (idleTimer != null) {
      idleTimer.cancel();
    }
    end(StreamError.CONNECTION_CANCELED);
    pipeline.close();
  }

  private void end(@Nullable StreamError error) {
    if (isEnded) {
      return;
    }
    isEnded = true;
    endError = error;
    if (idleTimer != null) {
      idleTimer.cancel();
    }
    sessions.forget(key, this);
    var left = List.copyOf(streams);
    streams.clear();
    unanswered.clear();
    left.forEach(stream -> stream.sessionEnded(error));
    worker.atTurnEnd(pipeline::close);
  }
}
