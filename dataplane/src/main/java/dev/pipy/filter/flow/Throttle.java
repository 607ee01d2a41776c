package dev.pipy.filter.flow;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.HeldInput;
import dev.pipy.pipeline.Stage;
import dev.pipy.quota.Quota;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.PausedReads;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Lets a stream go on as its quota allows. What has to wait does so in order, bounded. Confined to
/// a worker.
///
/// ```text
///             quota used up                  all is out
///   IDLE ----------------------> WAITING ----------------> IDLE
///                   too much waits, closed --> ENDED
/// ```
final class Throttle implements Filter {

  private final QuotaSource source;
  private final Unit unit;
  private final boolean blocksInput;
  private final PausedReads paused = new PausedReads();
  private Quota.@Nullable Claim claim;
  private @Nullable HeldInput held;
  private @Nullable LoopTimer timer;

  /// First in order, and what of it has not been let through.
  private @Nullable Event next;

  private boolean isWorking;
  private boolean isEnded;
  private boolean hasUnit;

  /// What an event costs.
  enum Unit {
    /// A byte of Data each.
    BYTE,
    /// A MessageStart each.
    MESSAGE,
    /// The first event, until the stream is closed.
    STREAM
  }

  /// Finds the quota of a stream.
  @FunctionalInterface
  interface QuotaSource {

    /// A place at the quota; throws [dev.pipy.pipeline.CallFailure].
    Quota.Claim claim(Stage stage, Runnable onTurn);
  }

  Throttle(QuotaSource source, Unit unit, boolean blocksInput) {
    this.source = source;
    this.unit = unit;
    this.blocksInput = blocksInput;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (claim == null) {
      claim = source.claim(stage, () -> stage.guard(() -> proceed(stage)));
    }
    if (next == null && !isWorking && (held == null || held.isEmpty())) {
      next = event;
      proceed(stage);
    } else {
      hold(event, stage);
    }
    if (next != null && blocksInput) {
      paused.pause(stage.worker());
    }
  }

  @Override
  public void close() {
    end();
    if (claim != null) {
      claim.close(hasUnit ? 1 : 0);
      hasUnit = false;
    }
  }

  private void hold(Event event, Stage stage) {
    if (held == null) {
      held = new HeldInput(stage.worker());
    }
    if (!held.add(event)) {
      end();
      stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
    }
  }

  private void proceed(Stage stage) {
    var place = claim;
    if (isWorking || isEnded || place == null) {
      return;
    }
    isWorking = true;
    try {
      while (!isEnded && letThrough(place, stage)) {
        next = held == null ? null : held.poll();
        if (next == null) {
          place.leave();
          paused.resume();
          if (held != null) {
            held.resume();
          }
          return;
        }
      }
    } finally {
      isWorking = false;
    }
    if (!isEnded) {
      askAgain(place, stage);
    }
  }

  /// Returns whether nothing is left of the next event.
  private boolean letThrough(Quota.Claim place, Stage stage) {
    var event = next;
    if (event == null) {
      return true;
    }
    long cost = cost(event);
    long taken = cost == 0 ? 0 : place.take(cost, unit == Unit.BYTE, stage.worker().nanoTime());
    if (taken == cost) {
      next = null;
      hasUnit = unit == Unit.STREAM;
      stage.emit(event);
      return true;
    }
    if (taken > 0 && event instanceof Event.Data(ByteBuf bytes)) {
      stage.emit(new Event.Data(bytes.readRetainedSlice((int) taken)));
    }
    return false;
  }

  private long cost(Event event) {
    return switch (unit) {
      case BYTE -> event instanceof Event.Data(ByteBuf bytes) ? bytes.readableBytes() : 0;
      case MESSAGE -> event instanceof Event.MessageStart ? 1 : 0;
      case STREAM -> hasUnit ? 0 : 1;
    };
  }

  private void askAgain(Quota.Claim place, Stage stage) {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    long delay = place.nanosToRefill(stage.worker().nanoTime());
    if (delay >= 0) {
      timer =
          stage.worker().after(Duration.ofNanos(delay), () -> stage.guard(() -> proceed(stage)));
    }
  }

  private void end() {
    isEnded = true;
    if (timer != null) {
      timer.cancel();
    }
    if (next != null) {
      next.release();
      next = null;
    }
    if (held != null) {
      held.release();
    }
    paused.resume();
    if (claim != null) {
      claim.leave();
    }
  }
}
