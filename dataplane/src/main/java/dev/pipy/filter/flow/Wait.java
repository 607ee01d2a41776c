package dev.pipy.filter.flow;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.Truth;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.HeldInput;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.LoopTimer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Holds the stream back until a condition holds. Confined to a worker.
///
/// ```text
///   WAITING -- condition holds, promise fulfilled, time over --> RELEASING -- all out --> OPEN
///      \______ condition fails, too much waits, closed _________________________________> ENDED
/// ```
public final class Wait implements Filter {

  private static final Param<Callback> CONDITION =
      Param.required(
          "condition",
          ParamType.callback("() => any"),
          "Called without arguments; a truthy result lets the stream go on, and so does the end of a"
              + " promise that it returns.");

  private static final Param<Duration> TIMEOUT =
      Param.optional(
          "timeout",
          ParamType.DURATION,
          "Lets the stream go on this long after its first event, whatever the condition says.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of("wait", FilterSpec.Category.FLOW, "Holds the stream until a condition holds.")
          .described(
              """
              The condition is asked at each event, and whenever it may have changed meanwhile: after
              functions of the script that ran in the same context or a copy of it, as in a `fork`,
              and after a `connect` or `exec` there gave something out. Once it held it is not asked
              again.

              While events wait, their source is paused from 64 KiB on; beyond 1 MiB the stream ends
              with BufferOverflow. A promise that is rejected ends it with RuntimeError.
              """)
          .takes(CONDITION)
          .options(TIMEOUT)
          .events("any", "the same")
          .example(
              """
              pipy({ _isAllowed: false })

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .fork('ask')
                .wait(() => _isAllowed, { timeout: '5s' })
                .replaceMessage(() => new Message(_isAllowed ? 'hello\\n' : 'no answer\\n'))

              .pipeline('ask')
                .replaceMessage(new Message({ path: '/allowed' }))
                .encodeHTTPRequest()
                .connect('localhost:8081')
                .decodeHTTPResponse()
                .handleMessageStart(answer => { _isAllowed = answer.head.status === 200 })
              """)
          .makes(args -> {
            var condition = args.get(CONDITION);
            var timeout = args.find(TIMEOUT);
            return () -> new Wait(condition, timeout);
          });

  private final Callback condition;
  private final @Nullable Duration timeout;
  private State state = State.WAITING;
  private boolean isPromised;
  private @Nullable Stage stage;
  private @Nullable HeldInput held;
  private @Nullable LoopTimer timer;
  private @Nullable Runnable listener;

  private enum State {
    WAITING,
    RELEASING,
    OPEN,
    ENDED
  }

  private Wait(Callback condition, @Nullable Duration timeout) {
    this.condition = condition;
    this.timeout = timeout;
  }

  @Override
  public void handle(Event event, Stage stage) {
    switch (state) {
      case WAITING -> {
        boolean isOver = isOver(stage);
        if (isOver && held == null) {
          state = State.OPEN;
          stage.emit(event);
          return;
        }
        hold(event, stage);
        if (isOver && state == State.WAITING) {
          release(stage);
        }
      }
      case RELEASING -> hold(event, stage);
      case OPEN -> stage.emit(event);
      case ENDED -> event.release();
    }
  }

  @Override
  public void close() {
    end(State.ENDED);
  }

  private boolean isOver(Stage stage) {
    if (isPromised) {
      return false;
    }
    try {
      var result = stage.context().changes().quietly(() -> condition.call(stage.context()));
      if (result instanceof Pending pending) {
        isPromised = true;
        pending.whenSettled(
            _ -> later(() -> release(stage)),
            failure ->
                later(() -> {
                  throw failure;
                }));
        return false;
      }
      return Truth.of(result);
    } catch (CallFailure failure) {
      end(State.ENDED);
      throw failure;
    }
  }

  private void hold(Event event, Stage stage) {
    if (held == null) {
      held = new HeldInput(stage.worker());
      this.stage = stage;
      listener = () -> later(this::askAgain);
      stage.context().changes().listen(listener);
      if (timeout != null) {
        timer = stage.worker().after(timeout, () -> later(() -> release(stage)));
      }
    }
    if (!held.add(event)) {
      end(State.ENDED);
      stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
    }
  }

  private void askAgain() {
    if (stage != null && isOver(stage)) {
      release(stage);
    }
  }

  /// Runs what a timer, a change or a promise brings about, unless the waiting is over.
  private void later(Runnable work) {
    if (stage != null && state == State.WAITING) {
      stage.guard(() -> {
        try {
          work.run();
        } catch (CallFailure failure) {
          end(State.ENDED);
          throw failure;
        }
      });
    }
  }

  private void release(Stage stage) {
    var waiting = held;
    if (waiting == null) {
      return;
    }
    state = State.RELEASING;
    stopAsking();
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      stage.emit(next);
    }
    if (state == State.RELEASING) {
      end(State.OPEN);
    }
  }

  private void end(State end) {
    state = end;
    stopAsking();
    if (held != null) {
      held.release();
    }
  }

  private void stopAsking() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (listener != null && stage != null) {
      stage.context().changes().forget(listener);
      listener = null;
    }
  }
}
