package dev.pipy.filter.hold;

import dev.pipy.event.Event;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.worker.PausedReads;
import dev.pipy.worker.Worker;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the outputs of many sub-pipelines in the order in which they were opened. The oldest one
/// streams through; what later ones emit waits for its turn. Confined to a worker.
///
/// ```text
///   open #1 --> [pipeline] --events--> sink          until the sink says that #1 is complete
///   open #2 --> [pipeline] --events--> held  --> sink
///   open #3 --> [pipeline] --events--> held
/// ```
///
/// Bounds pause the socket that is being read: the client when many outputs are open, the producer
/// when much is held. Reading goes on at half of either. A producer that shares its socket with an
/// older output must limit itself, or it holds up what it waits for.
///
/// A sub-pipeline is closed, at the end of the turn, when its output is complete and its input was
/// fed; what it emits beyond that is dropped.
///
/// @param <T> what the owner keeps for each output
public final class OrderedOutputs<T> {

  private final Worker worker;
  private final int openBound;
  private final long heldBound;
  private final Sink<T> sink;
  private final ArrayDeque<Slot> slots = new ArrayDeque<>();
  private final PausedReads paused = new PausedReads();
  private @Nullable Slot newest;
  private long heldSize;
  private boolean isDelivering;
  private boolean isClosed;

  /// Where outputs go, in order.
  ///
  /// @param <T> what the owner keeps for each output
  public interface Sink<T> {

    /// Takes over an event of the oldest output.
    ///
    /// @return whether the output is complete with it
    boolean accept(T tag, Event event);

    /// No output is open any more.
    void allComplete();
  }

  /// Nothing is open yet.
  ///
  /// @param openBound outputs that may be open before reading pauses, 2 or more: the oldest may
  ///   still be fed
  /// @param heldBound bytes that later outputs may hold before reading pauses
  public OrderedOutputs(Worker worker, int openBound, long heldBound, Sink<T> sink) {
    this.worker = worker;
    this.openBound = openBound;
    this.heldBound = heldBound;
    this.sink = sink;
  }

  /// Opens a sub-pipeline behind all others. Its input must be fed, and ended, before the next one
  /// is opened.
  public Slot open(PipelineLayout layout, StreamContext context, T tag) {
    var slot = new Slot(layout, context, tag);
    slots.add(slot);
    newest = slot;
    if (slots.size() >= openBound) {
      paused.pause(worker);
    }
    return slot;
  }

  /// Outputs that are not complete.
  public int size() {
    return slots.size();
  }

  /// Whether all outputs are complete.
  public boolean isEmpty() {
    return slots.isEmpty();
  }

  /// What the owner keeps for the last output that is not complete; null if there is none.
  public @Nullable T newest() {
    var slot = slots.peekLast();
    return slot == null ? null : slot.tag;
  }

  /// Tells all sub-pipelines to finish what is under way.
  public void drain() {
    for (var slot : List.copyOf(slots)) {
      slot.pipeline.drain();
    }
  }

  /// Closes all sub-pipelines and drops what is held. May be called from the sink.
  public void close() {
    isClosed = true;
    for (var slot = slots.poll(); slot != null; slot = slots.poll()) {
      slot.complete();
      slot.pipeline.close();
    }
    if (newest != null) {
      newest.pipeline.close();
      newest = null;
    }
    paused.resume();
  }

  private void deliver(Slot slot, Event event) {
    isDelivering = true;
    try {
      if (sink.accept(slot.tag, event)) {
        finish(slot);
      }
      deliverHeld();
    } finally {
      isDelivering = false;
    }
    if (!isClosed) {
      if (slots.size() <= openBound / 2 && heldSize <= heldBound / 2) {
        paused.resume();
      }
      if (slots.isEmpty()) {
        sink.allComplete();
      }
    }
  }

  private void deliverHeld() {
    for (var slot = slots.peek(); slot != null; slot = slots.peek()) {
      var event = slot.held.poll();
      if (event == null) {
        return;
      }
      heldSize -= HeldEvents.cost(event);
      if (sink.accept(slot.tag, event)) {
        finish(slot);
      }
    }
  }

  private void finish(Slot slot) {
    slots.remove(slot);
    slot.complete();
    slot.closeWhenDone();
  }

  /// One output: the place of a sub-pipeline in the order.
  public final class Slot implements Output {

    private final Pipeline pipeline;
    private final T tag;
    private final HeldEvents held = new HeldEvents(heldBound);
    private boolean isComplete;
    private boolean inputEnded;

    private Slot(PipelineLayout layout, StreamContext context, T tag) {
      this.tag = tag;
      this.pipeline = layout.open(context, this);
    }

    /// What the owner keeps for it.
    public T tag() {
      return tag;
    }

    /// The sub-pipeline.
    public Pipeline pipeline() {
      return pipeline;
    }

    /// Feeds the sub-pipeline.
    public void input(Event event) {
      pipeline.input(event);
    }

    /// No more input will come.
    public void endInput() {
      inputEnded = true;
      closeWhenDone();
    }

    /// Takes what the sub-pipeline emits.
    @Override
    public void emit(Event event) {
      if (isComplete) {
        event.release();
      } else if (slots.peek() == this && !isDelivering) {
        deliver(this, event);
      } else {
        held.add(event);
        heldSize += HeldEvents.cost(event);
        if (heldSize >= heldBound && slots.peek() != this) {
          paused.pause(worker);
        }
      }
    }

    private void complete() {
      isComplete = true;
      heldSize -= held.size();
      held.release();
    }

    private void closeWhenDone() {
      if (isComplete && inputEnded && !pipeline.isClosed()) {
        worker.atTurnEnd(pipeline::close);
      }
    }
  }
}
