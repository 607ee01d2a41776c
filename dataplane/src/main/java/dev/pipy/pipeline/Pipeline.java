package dev.pipy.pipeline;

import dev.pipy.event.Event;

/// A live pipeline: one stream's filters, one input, one output. Confined to its layout's worker.
///
/// Whoever opened it feeds it, takes what it emits, and closes it.
public final class Pipeline {

  private final PipelineLayout layout;
  private final StreamContext context;
  private final Output output;
  private final Stage[] stages;
  private boolean isClosed;

  Pipeline(PipelineLayout layout, StreamContext context, Output output) {
    this.layout = layout;
    this.context = context;
    this.output = output;
    var nodes = layout.nodes();
    stages = new Stage[nodes.size()];
    for (int i = stages.length - 1; i >= 0; i--) {
      var next = i + 1 < stages.length ? stages[i + 1] : null;
      stages[i] = new Stage(this, nodes.get(i), next);
    }
  }

  /// The plan it was opened from.
  public PipelineLayout layout() {
    return layout;
  }

  /// The variables its callbacks see.
  public StreamContext context() {
    return context;
  }

  /// Feeds an event to the first filter. After close, events are released unseen.
  public void input(Event event) {
    if (isClosed) {
      event.release();
    } else if (stages.length == 0) {
      output.emit(event);
    } else {
      stages[0].receive(event);
    }
  }

  /// Whether [#close] was called.
  public boolean isClosed() {
    return isClosed;
  }

  /// Tells the filters to finish what is under way.
  public void drain() {
    for (int i = 0; i < stages.length && !isClosed; i++) {
      stages[i].filter().drain();
    }
  }

  /// Closes the filters in order; what they emit from now on is dropped. May be called again.
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    for (var stage : stages) {
      stage.close();
    }
  }

  void leave(Event event) {
    if (isClosed) {
      event.release();
    } else {
      output.emit(event);
    }
  }
}
