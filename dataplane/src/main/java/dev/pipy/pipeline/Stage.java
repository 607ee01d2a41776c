package dev.pipy.pipeline;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.worker.Worker;
import org.jspecify.annotations.Nullable;

/// The place of one filter in one live pipeline: where its input arrives and where it emits. The
/// one loop boundary at which a filter's failures are caught. Confined to the pipeline's worker.
public final class Stage {

  private static final Event.StreamEnd FAILED = new Event.StreamEnd(StreamError.RUNTIME_ERROR);

  private final Pipeline pipeline;
  private final PipelineLayout.Node node;
  private final Filter filter;
  private final @Nullable Stage next;
  private boolean inputEnded;

  Stage(Pipeline pipeline, PipelineLayout.Node node, @Nullable Stage next) {
    this.pipeline = pipeline;
    this.node = node;
    this.filter = node.factory().create();
    this.next = next;
  }

  /// Gives `event` to the next filter, or to the pipeline's output after the last one.
  public void emit(Event event) {
    if (next == null) {
      pipeline.leave(event);
    } else {
      next.receive(event);
    }
  }

  /// The variables that callbacks see.
  public StreamContext context() {
    return pipeline.context();
  }

  /// The live pipeline.
  public Pipeline pipeline() {
    return pipeline;
  }

  /// What the program offers.
  public PipelineHost host() {
    return pipeline.layout().host();
  }

  /// The worker that everything here runs on.
  public Worker worker() {
    return host().worker();
  }

  /// "file:line:column" of the call that added the filter.
  public String location() {
    return node.location();
  }

  /// Runs `work`, which a filter does outside of [Filter#handle] (a timer, an answer that came
  /// late), under the same failure rules: a failure ends the stream with RuntimeError.
  public void guard(Runnable work) {
    if (pipeline.isClosed()) {
      return;
    }
    try {
      work.run();
    } catch (CallFailure reported) {
      fail();
    } catch (RuntimeException bug) {
      report(bug);
    }
  }

  void receive(Event event) {
    if (inputEnded || pipeline.isClosed()) {
      event.release();
      return;
    }
    if (event instanceof Event.StreamEnd) {
      inputEnded = true;
    }
    try {
      filter.handle(event, this);
    } catch (CallFailure reported) {
      event.release();
      fail();
    } catch (RuntimeException bug) {
      report(bug);
    }
  }

  boolean opensAtOnce() {
    return filter.opensAtOnce();
  }

  boolean passesOpening() {
    return filter.passesOpening();
  }

  boolean takesInput() {
    return filter.takesInput();
  }

  boolean expectsInput() {
    return filter.expectsInput();
  }

  void drain() {
    filter.drain(this);
  }

  void close() {
    try {
      filter.close();
    } catch (RuntimeException bug) {
      host().reportBug(node.name() + " at " + node.location(), bug);
    }
  }

  private void report(RuntimeException bug) {
    host().reportBug(node.name() + " at " + node.location(), bug);
    fail();
  }

  /// Ends the stream from this filter on: its input is not listened to any more.
  private void fail() {
    inputEnded = true;
    emit(FAILED);
  }
}
