package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.filter.spec.Truth;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.PausedReads;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends a stream through the first route whose condition holds. Conditions are tried at each event
/// until then, the events wait; the choice is final. Confined to a worker.
///
/// ```text
///                 a condition holds            events are replayed
///   UNDECIDED ------------------------> DECIDED
///       |  stream ends, too much waits
///       +-----------------------------> ENDED
/// ```
final class FirstMatch implements Filter {

  private static final long PAUSE_SIZE = 1L << 16;

  private final List<Route> routes;
  private final @Nullable Moment moment;
  private final @Nullable Lookup lookup;
  private State state = State.UNDECIDED;
  private @Nullable Pipeline chosen;
  private @Nullable HeldEvents held;
  private @Nullable PausedReads paused;

  /// One of the routes.
  ///
  /// @param condition null means always
  /// @param layout null means straight on
  record Route(@Nullable Callback condition, @Nullable PipelineLayout layout) {}

  /// When conditions are tried, if not at each event.
  @FunctionalInterface
  interface Moment {

    /// What they are called with at an event, which stays the caller's; null if this is not the
    /// moment.
    @Nullable Object argument(Event event);
  }

  /// Finds a route that only a function knows.
  interface Lookup {

    /// The route of a stream; null for none yet. Throws [dev.pipy.pipeline.CallFailure].
    @Nullable Route find(Stage stage);

    /// Runs the step into a route, which may lead back here. Throws the same if it does so for too
    /// long.
    void enter(Stage stage, Runnable step);
  }

  private enum State {
    UNDECIDED,
    REPLAYING,
    DECIDED,
    ENDED
  }

  /// Tries conditions at each event, without arguments.
  FirstMatch(List<Route> routes) {
    this(routes, null);
  }

  /// Tries conditions at a moment. If nothing depends on it, it is not waited for.
  FirstMatch(List<Route> routes, @Nullable Moment moment) {
    this.routes = routes;
    this.moment = routes.getFirst().condition() == null ? null : moment;
    this.lookup = null;
  }

  /// Asks at each event until there is a route.
  FirstMatch(Lookup lookup) {
    this.routes = List.of();
    this.moment = null;
    this.lookup = lookup;
  }

  @Override
  public void handle(Event event, Stage stage) {
    switch (state) {
      case UNDECIDED -> {
        var route = match(event, stage);
        if (route == null) {
          hold(event, stage);
        } else if (lookup != null) {
          lookup.enter(stage, () -> choose(route, event, stage));
        } else {
          choose(route, event, stage);
        }
      }
      case REPLAYING -> holding().add(event);
      case DECIDED -> forward(event, stage);
      case ENDED -> event.release();
    }
  }

  @Override
  public boolean opensAtOnce() {
    if (routes.isEmpty()) {
      return false;
    }
    var first = routes.getFirst();
    return first.condition() == null && first.layout() != null && first.layout().opensAtOnce();
  }

  @Override
  public boolean passesOpening() {
    if (routes.isEmpty()) {
      return false;
    }
    var first = routes.getFirst();
    return first.condition() == null && first.layout() == null;
  }

  @Override
  public void drain(Stage stage) {
    if (chosen != null) {
      chosen.drain();
    }
  }

  @Override
  public void close() {
    end();
    if (chosen != null) {
      chosen.close();
    }
  }

  private @Nullable Route match(Event event, Stage stage) {
    if (lookup != null) {
      return lookup.find(stage);
    }
    var argument = moment == null ? null : moment.argument(event);
    if (moment != null && argument == null) {
      return null;
    }
    for (var route : routes) {
      if (route.condition() == null || holds(route.condition(), argument, stage)) {
        return route;
      }
    }
    return null;
  }

  private static boolean holds(Callback condition, @Nullable Object argument, Stage stage) {
    return argument == null
        ? condition.test(stage.context())
        : Truth.of(condition.call(stage.context(), argument));
  }

  private void choose(Route route, Event event, Stage stage) {
    if (route.layout() != null) {
      chosen = route.layout().open(stage.context(), stage::emit);
    }
    if (held == null) {
      state = State.DECIDED;
      forward(event, stage);
      return;
    }
    state = State.REPLAYING;
    held.add(event);
    for (var next = held.poll(); next != null; next = held.poll()) {
      forward(next, stage);
    }
    if (state == State.REPLAYING) {
      state = State.DECIDED;
    }
    resumeReading();
  }

  private void forward(Event event, Stage stage) {
    if (chosen == null) {
      stage.emit(event);
    } else {
      chosen.input(event);
    }
  }

  /// Nothing can decide any more once the stream has ended.
  private void hold(Event event, Stage stage) {
    if (event instanceof Event.StreamEnd) {
      end();
      stage.emit(event);
    } else if (held != null && held.isFull()) {
      event.release();
      end();
      stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
    } else {
      holding().add(event);
      if (holding().size() > PAUSE_SIZE) {
        if (paused == null) {
          paused = new PausedReads();
        }
        paused.pause(stage.worker());
      }
    }
  }

  private HeldEvents holding() {
    if (held == null) {
      held = new HeldEvents(HeldEvents.USUAL_LIMIT);
    }
    return held;
  }

  private void end() {
    state = State.ENDED;
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
