package dev.pipy.inspect;

import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/// Counts what flows through the pipelines of one layout that open while it looks. Confined to the
/// layout's worker.
public final class PipelineCounts implements Observation {

  /// Messages of one pipeline that are timed at once.
  private static final int MOST_TIMED = 64;

  private PipelineFigures.Sum sum;
  private boolean isOver;

  /// @param filters how many the pipelines have
  public PipelineCounts(int filters) {
    sum = new PipelineFigures.Sum(filters);
  }

  /// What was counted since the last time.
  public PipelineFigures.Sum take() {
    var taken = sum;
    sum = new PipelineFigures.Sum(taken.filters());
    return taken;
  }

  /// Counts no more.
  public void end() {
    isOver = true;
  }

  @Override
  public Observers open(int filters) {
    sum.opened();
    var starts = new ArrayDeque<Long>(1);
    return index -> new Counter(index, index == 0, index == filters, starts);
  }

  /// One place of one pipeline.
  private final class Counter implements Filter {

    private final int place;
    private final boolean isFirst;
    private final boolean isLast;
    private final ArrayDeque<Long> starts;

    Counter(int place, boolean isFirst, boolean isLast, ArrayDeque<Long> starts) {
      this.place = place;
      this.isFirst = isFirst;
      this.isLast = isLast;
      this.starts = starts;
    }

    @Override
    public boolean passesOpening() {
      return true;
    }

    @Override
    public void handle(Event event, Stage stage) {
      if (!isOver) {
        count(event);
      }
      stage.emit(event);
    }

    private void count(Event event) {
      switch (event) {
        case Event.MessageStart(Head head, _) -> {
          sum.message(place);
          time(head instanceof ResponseHead answer && answer.isInterim());
        }
        case Event.Data(ByteBuf bytes) -> sum.data(place, bytes.readableBytes());
        case Event.MessageEnd _ -> sum.event(place);
        case Event.StreamEnd(StreamError error) -> sum.end(place, error != null);
      }
    }

    /// From a message's start at the first place to the start of the next one at the last.
    private void time(boolean isInterim) {
      if (isLast && !isInterim && !isFirst) {
        var start = starts.poll();
        if (start != null) {
          sum.answered(System.nanoTime() - start);
        }
      } else if (isFirst && starts.size() < MOST_TIMED) {
        starts.add(System.nanoTime());
      }
    }
  }
}
