package dev.pipy.telemetry;

import dev.pipy.event.StreamError;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// HTTP requests of one listener or upstream on one worker, by method, version and how they ended.
/// What a request ended like is found by indexes; each combination that occurs has a histogram.
/// Written by the worker, read by any thread.
@SuppressWarnings("EnumOrdinal") // tables by index cost a request next to nothing
public final class RequestCounts {

  private static final int HUNDRED = 100;
  private static final int MOST_STATUS = 999;
  private static final StreamError.Kind[] ERRORS = StreamError.Kind.values();
  private static final int VERSIONS = HttpVersion.values().length;

  private static final VarHandle HISTOGRAM =
      MethodHandles.arrayElementVarHandle(DurationHistogram[].class);
  private static final VarHandle GROUP =
      MethodHandles.arrayElementVarHandle(DurationHistogram[][].class);
  private static final VarHandle OUTCOMES = MethodHandles.arrayElementVarHandle(Outcomes[].class);

  private final BuiltinMetric metric;
  private final DurationHistogram.Shape shape;
  private final Tally begun = new Tally();

  /// By method and version, each made when one occurs.
  private final @Nullable Outcomes[] outcomes =
      new Outcomes[RequestMethod.values().length * VERSIONS];

  /// How requests of one method and version ended: by status, in groups of a hundred, and by error.
  private static final class Outcomes {

    final @Nullable DurationHistogram[][] answered =
        new DurationHistogram[MOST_STATUS / HUNDRED + 1][];
    final @Nullable DurationHistogram[] failed = new DurationHistogram[ERRORS.length];
  }

  RequestCounts(BuiltinMetric metric) {
    this.metric = metric;
    this.shape = DurationHistogram.Shape.of(metric);
  }

  /// A request has begun. By the worker.
  public void begun() {
    begun.increment();
  }

  /// A request was answered in full. By the worker.
  ///
  /// @param status 100 to 999
  public void answered(RequestMethod method, HttpVersion version, int status, long nanos) {
    int known = Math.clamp(status, 0, MOST_STATUS);
    var groups = outcomes(method, version).answered;
    var group = groups[known / HUNDRED];
    if (group == null) {
      group = new DurationHistogram[HUNDRED];
      GROUP.setRelease(groups, known / HUNDRED, group);
    }
    histogram(group, known % HUNDRED).observe(nanos);
  }

  /// A request got no answer, or none that was whole. By the worker.
  public void failed(RequestMethod method, HttpVersion version, StreamError error, long nanos) {
    histogram(outcomes(method, version).failed, error.kind().ordinal()).observe(nanos);
  }

  private Outcomes outcomes(RequestMethod method, HttpVersion version) {
    int index = method.ordinal() * VERSIONS + version.ordinal();
    var known = outcomes[index];
    if (known == null) {
      known = new Outcomes();
      OUTCOMES.setRelease(outcomes, index, known); // whoever reads it sees what it is made of
    }
    return known;
  }

  private DurationHistogram histogram(@Nullable DurationHistogram[] all, int index) {
    var known = all[index];
    if (known == null) {
      known = shape.empty();
      HISTOGRAM.setRelease(all, index, known);
    }
    return known;
  }

  /// Adds all to a snapshot. Returns how many requests are under way.
  ///
  /// @param name the value of the first label
  long addTo(MetricSnapshot snapshot, String name) {
    long ended = 0;
    for (var method : RequestMethod.values()) {
      for (var version : HttpVersion.values()) {
        int index = method.ordinal() * VERSIONS + version.ordinal();
        var found = (@Nullable Outcomes) OUTCOMES.getAcquire(outcomes, index);
        if (found != null) {
          ended += addTo(snapshot, found, name, method.label(), version.label());
        }
      }
    }
    return Math.max(0, begun.sum() - ended); // read last: it is never behind
  }

  private long addTo(
      MetricSnapshot snapshot, Outcomes found, String name, String method, String version) {
    long ended = 0;
    for (int i = 0; i < found.answered.length; i++) {
      var group = (@Nullable DurationHistogram[]) GROUP.getAcquire(found.answered, i);
      for (int n = 0; group != null && n < HUNDRED; n++) {
        var histogram = (@Nullable DurationHistogram) HISTOGRAM.getAcquire(group, n);
        if (histogram != null) {
          int status = i * HUNDRED + n;
          ended += histogram.count();
          snapshot.addCells(
              metric,
              histogram.seconds(),
              name,
              method,
              String.valueOf(status),
              version,
              isError(status) ? String.valueOf(status) : "");
        }
      }
    }
    for (var error : ERRORS) {
      var histogram =
          (@Nullable DurationHistogram) HISTOGRAM.getAcquire(found.failed, error.ordinal());
      if (histogram != null) {
        ended += histogram.count();
        snapshot.addCells(metric, histogram.seconds(), name, method, "", version, error.code());
      }
    }
    return ended;
  }

  /// As OpenTelemetry says: what is the server's fault, and to its client also what is the
  /// client's.
  private boolean isError(int status) {
    return status >= (metric == BuiltinMetric.HTTP_CLIENT_DURATION ? 400 : 500);
  }
}
