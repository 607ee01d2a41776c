package dev.pipy.pipeline;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A live pipeline: one stream's filters, one input, one output. Confined to its layout's worker.
///
/// Whoever opened it feeds it, takes what it emits, and closes it.
public final class Pipeline {

  private final PipelineLayout layout;
  private final StreamContext context;
  private final Output output;
  private final Stage[] stages;
  private @Nullable HeldInput held;
  private boolean isStarted;
  private boolean inputRefused;
  private boolean outputEnded;
  private boolean isClosed;

  Pipeline(PipelineLayout layout, StreamContext context, Output output) {
    this.layout = layout;
    this.context = context;
    this.output = output;
    var nodes = layout.nodesToOpen();
    stages = new Stage[nodes.size()];
    for (int i = stages.length - 1; i >= 0; i--) {
      var next = i + 1 < stages.length ? stages[i + 1] : null;
      stages[i] = new Stage(this, nodes.get(i), next);
    }
    layout.count(1);
  }

  /// The plan it was opened from.
  public PipelineLayout layout() {
    return layout;
  }

  /// The variables its callbacks see.
  public StreamContext context() {
    return context;
  }

  /// Runs what the plan has for the start, once. Openers call it for pipelines that may never get
  /// input, or that are told something at their start; the first input does it otherwise.
  public void start(@Nullable Object... arguments) {
    if (isStarted || isClosed) {
      return;
    }
    isStarted = true;
    var start = layout.onStart();
    if (start != null) {
      try {
        start.start(this, arguments);
      } catch (CallFailure reported) {
        input(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
      }
    }
  }

  /// Keeps input back until [#release]. From 64 KiB on its source is paused, beyond 1 MiB the
  /// stream ends with BufferOverflow.
  public void hold() {
    held = new HeldInput(layout.host().worker());
  }

  /// Feeds `first`, then what was held back. What comes meanwhile waits behind it. Does nothing if
  /// the pipeline has ended since.
  public void release(Consumer<Consumer<Event>> first) {
    var waiting = held;
    if (waiting == null) {
      return;
    }
    first.accept(this::feed);
    for (var event = waiting.poll(); event != null; event = waiting.poll()) {
      feed(event);
    }
    held = null;
    waiting.resume();
  }

  /// Feeds an event to the first filter. After close, events are released unseen.
  public void input(Event event) {
    if (!isStarted) {
      start();
    }
    if (isClosed || inputRefused) {
      event.release();
    } else if (held != null) {
      keep(held, event);
    } else {
      feed(event);
    }
  }

  private void feed(Event event) {
    if (isClosed) {
      event.release();
    } else if (stages.length == 0) {
      leave(event);
    } else {
      stages[0].receive(event);
    }
  }

  /// Whether [#close] was called.
  public boolean isClosed() {
    return isClosed;
  }

  /// Whether a filter that can be reached wants to begin before there is input (see
  /// [Filter#opensAtOnce]).
  public boolean opensAtOnce() {
    for (var stage : stages) {
      if (stage.opensAtOnce()) {
        return true;
      }
      if (!stage.passesOpening()) {
        return false;
      }
    }
    return false;
  }

  /// Whether what still comes is of use to all filters (see [Filter#takesInput]).
  public boolean takesInput() {
    for (var stage : stages) {
      if (!stage.takesInput()) {
        return false;
      }
    }
    return true;
  }

  /// Whether no filter knows that nothing more will come (see [Filter#expectsInput]).
  public boolean expectsInput() {
    for (var stage : stages) {
      if (!stage.expectsInput()) {
        return false;
      }
    }
    return true;
  }

  /// Tells the filters to finish what is under way.
  public void drain() {
    for (int i = 0; i < stages.length && !isClosed; i++) {
      stages[i].drain();
    }
  }

  /// Closes the filters in order; what they emit from now on is dropped. May be called again.
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    layout.count(-1);
    if (held != null) {
      held.release();
      held = null;
    }
    for (var stage : stages) {
      stage.close();
    }
    var onEnd = layout.onEnd();
    if (onEnd != null) {
      try {
        onEnd.run(context, null);
      } catch (CallFailure reported) {
        // the stream is over; the log has it
      }
    }
  }

  private void keep(HeldInput waiting, Event event) {
    if (!waiting.add(event)) {
      inputRefused = true;
      held = null;
      waiting.release();
      leave(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
    }
  }

  /// Nothing follows the end of a stream, whatever a filter that failed late may still emit.
  void leave(Event event) {
    if (isClosed || outputEnded) {
      event.release();
    } else {
      outputEnded = event instanceof Event.StreamEnd;
      output.emit(event);
    }
  }
}
