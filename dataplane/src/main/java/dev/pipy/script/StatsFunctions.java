package dev.pipy.script;

import dev.pipy.metrics.Metric;
import dev.pipy.metrics.MetricKind;
import dev.pipy.metrics.MetricRegistry;
import dev.pipy.metrics.MetricShape;
import dev.pipy.metrics.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// The script's `stats`: what one realm uses of the metrics of the process. Public because the
/// prelude calls it.
public final class StatsFunctions {

  private final MetricRegistry registry;
  private final TreeFunctions functions;
  private final ScriptRealm realm;
  private final int worker;
  private final int workers;
  private final List<Metric> used = new ArrayList<>();
  private final MetricRegistry.Collector collector = this::collect;
  private @Nullable Value onCollect;

  StatsFunctions(ScriptRealm realm, TreeFunctions functions, int workers) {
    this.registry = realm.engine().metrics().of(realm.services().program());
    this.functions = functions;
    this.realm = realm;
    this.worker = realm.worker().index();
    this.workers = workers;
  }

  /// The series without labels of a metric.
  @HostAccess.Export
  public Series metric(String kind, String name, Value labels, Value bounds) {
    try {
      var shape =
          new MetricShape(
              MetricKind.valueOf(kind.toUpperCase(Locale.ROOT)),
              IntStream.range(0, (int) labels.getArraySize())
                  .mapToObj(i -> labels.getArrayElement(i).asString())
                  .toList(),
              IntStream.range(0, (int) bounds.getArraySize())
                  .mapToObj(i -> bounds.getArrayElement(i).asDouble())
                  .toList());
      var metric = registry.acquire(name, shape, Math.max(workers, worker + 1));
      used.add(metric);
      return metric.root();
    } catch (IllegalArgumentException refused) {
      throw functions.trees().error(String.valueOf(refused.getMessage()));
    }
  }

  /// The series with one label value more; null if there is no label left.
  @HostAccess.Export
  public @Nullable Series child(Series series, String value) {
    return series.child(value);
  }

  /// The last label value of a series.
  @HostAccess.Export
  public String label(Series series) {
    return series.values().isEmpty() ? series.metric().name() : series.values().getLast();
  }

  /// Series with one label value more.
  @HostAccess.Export
  public Object[] children(Series series) {
    return series.children().toArray();
  }

  /// Adds to this worker's number.
  @HostAccess.Export
  public void add(Series series, double amount) {
    series.add(worker, amount);
  }

  /// Replaces this worker's number.
  @HostAccess.Export
  public void set(Series series, double number) {
    series.set(worker, number);
  }

  /// Counts a sample.
  @HostAccess.Export
  public void observe(Series series, double sample) {
    series.observe(worker, sample);
  }

  /// Makes all numbers 0.
  @HostAccess.Export
  public void zero(Series series) {
    series.zero();
  }

  /// Takes all numbers away.
  @HostAccess.Export
  public void clear(Series series) {
    series.clear();
  }

  /// See [Series#numbers].
  @HostAccess.Export
  public double[] numbers(Series series) {
    return series.numbers();
  }

  /// What Prometheus scrapes.
  @HostAccess.Export
  public String text() {
    return registry.text();
  }

  /// Is given a function that brings this realm's gauges up to date.
  @HostAccess.Export
  public void collectBy(Value function) {
    onCollect = function;
    if (realm.worker().loop().inEventLoop()) {
      registry.add(collector);
    }
  }

  /// The realm is the loop's, so that others may ask for its numbers. On the loop.
  void start() {
    if (onCollect != null) {
      registry.add(collector);
    }
  }

  private void collect(Runnable done) {
    var function = onCollect;
    try {
      realm
          .worker()
          .loop()
          .execute(() -> {
            try {
              if (function != null && !realm.isClosed()) {
                realm.inside(() -> {
                  function.executeVoid();
                  return null;
                });
              }
            } catch (PolyglotException failure) {
              // the function itself reports what its callbacks throw; here only an interruption is
              // left
              if (failure.isInterrupted()) {
                realm.wasInterrupted();
              }
            } finally {
              done.run();
            }
          });
    } catch (RejectedExecutionException ended) {
      done.run();
    }
  }

  void close() {
    registry.remove(collector);
    used.forEach(registry::release);
    used.clear();
  }
}
