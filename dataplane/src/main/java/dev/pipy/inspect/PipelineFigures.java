package dev.pipy.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What flowed through the pipelines of one name while it was counted.
///
/// @param opened pipelines
/// @param answered messages whose answer has begun
/// @param median time until it began; zero without answers, else within a fifth of the truth
/// @param slowest hundredth of those times begins here, likewise
/// @param places what passed in front of each filter, and behind the last one
public record PipelineFigures(
    long opened, long answered, Duration median, Duration slowest, List<Place> places) {

  /// What passed one place.
  ///
  /// @param events of any kind
  /// @param messages that began
  /// @param bytes of Data
  /// @param errors streams that ended with one
  public record Place(long events, long messages, long bytes, long errors) {}

  /// Copies the list.
  public PipelineFigures {
    places = List.copyOf(places);
  }

  /// Figures that are still added to. Confined to a thread.
  public static final class Sum {

    /// Four buckets for each doubling, from a microsecond on.
    private static final int BUCKETS = 4 * 32;

    private final long[] events;
    private final long[] messages;
    private final long[] bytes;
    private final long[] errors;
    private final long[] times = new long[BUCKETS];
    private long opened;
    private long answered;

    /// Of pipelines with so many filters.
    public Sum(int filters) {
      events = new long[filters + 1];
      messages = new long[filters + 1];
      bytes = new long[filters + 1];
      errors = new long[filters + 1];
    }

    int filters() {
      return events.length - 1;
    }

    void opened() {
      opened++;
    }

    void event(int place) {
      events[place]++;
    }

    void message(int place) {
      events[place]++;
      messages[place]++;
    }

    void data(int place, int size) {
      events[place]++;
      bytes[place] += size;
    }

    void end(int place, boolean isError) {
      events[place]++;
      if (isError) {
        errors[place]++;
      }
    }

    void answered(long nanos) {
      answered++;
      times[bucket(nanos)]++;
    }

    private static int bucket(long nanos) {
      double doublings = Math.log(Math.max(1, nanos / 1000.0)) / Math.log(2);
      return Math.min(BUCKETS - 1, (int) (doublings * 4));
    }

    /// Adds what another worker, or another layout of the same pipeline, has counted.
    public void add(Sum other) {
      opened += other.opened;
      answered += other.answered;
      for (int i = 0; i < events.length; i++) {
        events[i] += other.events[i];
        messages[i] += other.messages[i];
        bytes[i] += other.bytes[i];
        errors[i] += other.errors[i];
      }
      for (int i = 0; i < BUCKETS; i++) {
        times[i] += other.times[i];
      }
    }

    /// What it comes to.
    public PipelineFigures figures() {
      var places = new ArrayList<Place>();
      for (int i = 0; i < events.length; i++) {
        places.add(new Place(events[i], messages[i], bytes[i], errors[i]));
      }
      return new PipelineFigures(opened, answered, quantile(0.5), quantile(0.99), places);
    }

    /// The middle of the bucket in which it lies.
    private Duration quantile(double share) {
      long rank = (long) Math.ceil(answered * share);
      long seen = 0;
      for (int i = 0; i < BUCKETS; i++) {
        seen += times[i];
        if (seen >= rank && seen > 0) {
          return Duration.ofNanos((long) (1000 * Math.pow(2, (i + 0.5) / 4)));
        }
      }
      return Duration.ZERO;
    }
  }
}
