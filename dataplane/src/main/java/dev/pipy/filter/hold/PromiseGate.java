package dev.pipy.filter.hold;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.PausedReads;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A filter whose step may have to wait for a script's promise. Until it settles, later events of
/// this stage wait in order; from 64 KiB on their source is paused, beyond 1 MiB the stream ends
/// with BufferOverflow. A rejected promise ends it with RuntimeError. Confined to a worker.
///
/// ```text
///          await                  step fails, too much waits, closed
///   OPEN ----------> WAITING ------------------------------------> ENDED
///        <----------
///     settled, nothing waits
/// ```
public final class PromiseGate implements Filter {

  private static final long PAUSE_SIZE = 1L << 16;

  private final Step step;
  private State state = State.OPEN;
  private int numbered;
  private @Nullable Event awaiting;
  private @Nullable HeldEvents held;
  private @Nullable PausedReads paused;

  /// What a filter does with an event that nothing holds back. Without state of its own it may
  /// serve many gates.
  public interface Step {

    /// Handles an event, as [Filter#handle] does. At most one [#await] may follow from it, and
    /// nothing may be emitted after that.
    void handle(Event event, Stage stage, PromiseGate gate);

    /// See [Filter#passesOpening].
    default boolean passesOpening() {
      return false;
    }

    /// See [Filter#takesInput].
    default boolean takesInput() {
      return true;
    }

    /// See [Filter#drain].
    default void drain() {}

    /// The pipeline was closed.
    default void close() {}
  }

  private enum State {
    OPEN,
    WAITING,
    ENDED
  }

  /// A gate for one pipeline.
  public PromiseGate(Step step) {
    this.step = step;
  }

  @Override
  public void handle(Event event, Stage stage) {
    switch (state) {
      case OPEN -> step.handle(event, stage, this);
      case WAITING -> hold(event, stage);
      case ENDED -> event.release();
    }
  }

  @Override
  public boolean passesOpening() {
    return step.passesOpening();
  }

  @Override
  public boolean takesInput() {
    return step.takesInput();
  }

  @Override
  public void drain(Stage stage) {
    step.drain();
  }

  /// Counts the calls of a step's function, from 0 on: a step itself may serve many gates.
  public int nextNumber() {
    return numbered++;
  }

  /// Emits `event` now or, if there is something to wait for, once that is settled.
  public void emitAfter(@Nullable Pending pending, Event event, Stage stage) {
    if (pending == null) {
      stage.emit(event);
    } else {
      await(pending, event, stage, _ -> stage.emit(event));
    }
  }

  /// Runs `then` with the value of the promise, if it gets one.
  ///
  /// @param event what is being handled: taken over until then; `then` passes it on or releases it,
  ///   or throws [CallFailure] before that
  public void await(Pending pending, Event event, Stage stage, Consumer<@Nullable Object> then) {
    if (state == State.ENDED) {
      event.release();
      return;
    }
    state = State.WAITING;
    awaiting = event;
    pending.whenSettled(
        value -> settled(stage, () -> then.accept(value)),
        failure ->
            settled(
                stage,
                () -> {
                  throw failure;
                }));
  }

  @Override
  public void close() {
    end();
    step.close();
  }

  private void hold(Event event, Stage stage) {
    if (held == null) {
      held = new HeldEvents(HeldEvents.USUAL_LIMIT);
    }
    if (held.isFull() && !(event instanceof Event.StreamEnd)) {
      event.release();
      end();
      stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
      return;
    }
    held.add(event);
    if (held.size() > PAUSE_SIZE) {
      if (paused == null) {
        paused = new PausedReads();
      }
      paused.pause(stage.worker());
    }
  }

  private void settled(Stage stage, Runnable outcome) {
    var event = awaiting;
    if (event == null) {
      return; // ended meanwhile
    }
    stage.guard(() -> {
      awaiting = null;
      orEnd(event, outcome);
      replay(stage);
    });
  }

  private void replay(Stage stage) {
    while (state == State.WAITING && awaiting == null) {
      var event = held == null ? null : held.poll();
      if (event == null) {
        state = State.OPEN;
        resumeReading();
      } else {
        orEnd(event, () -> step.handle(event, stage, this));
      }
    }
  }

  /// Fails as a stage does: an event whose handling failed was not passed on.
  private void orEnd(Event event, Runnable work) {
    try {
      work.run();
    } catch (CallFailure failure) {
      event.release();
      end();
      throw failure;
    } catch (RuntimeException bug) {
      end();
      throw bug;
    }
  }

  private void end() {
    state = State.ENDED;
    if (awaiting != null) {
      awaiting.release();
      awaiting = null;
    }
    if (held != null) {
      held.release();
    }
    resumeReading();
  }

  private void resumeReading() {
    if (paused != null) {
      paused.resume();
    }
  }
}
