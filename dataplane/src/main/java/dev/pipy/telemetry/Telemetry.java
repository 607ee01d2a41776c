package dev.pipy.telemetry;

import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.metrics.SharedMetrics;
import dev.pipy.worker.Worker;
import java.util.List;
import java.util.TreeMap;

/// Everything that a data plane counts. Any thread, except where said.
public final class Telemetry {

  /// Listeners, and upstreams, that have numbers of their own; the rest is counted as "other".
  public static final int MOST_LABELS = 500;

  private final List<WorkerCounts> workers;
  private final List<LoopProbe> probes;
  private final SharedMetrics shared = new SharedMetrics();

  /// Nothing counted yet.
  ///
  /// @param workers in the order of their indexes
  public Telemetry(List<Worker> workers) {
    var listeners = new LabelLimit(MOST_LABELS);
    var upstreams = new LabelLimit(MOST_LABELS);
    var peers = new LabelLimit(MOST_LABELS);
    this.workers =
        workers.stream().map(_ -> new WorkerCounts(listeners, upstreams, peers)).toList();
    this.probes = workers.stream().map(LoopProbe::new).toList();
  }

  /// What a worker counts.
  public WorkerCounts of(Worker worker) {
    return workers.get(worker.index());
  }

  /// What is rare enough to be counted from any thread.
  public SharedMetrics shared() {
    return shared;
  }

  /// Lets the loops look at themselves once a second, which they do not before somebody wants to
  /// know.
  public void watchLoops() {
    probes.forEach(LoopProbe::start);
  }

  /// The peers of all workers, by name; as many as have numbers of their own.
  public List<UpstreamSummary> upstreams() {
    var sums = new TreeMap<String, UpstreamSummary>();
    workers.stream()
        .flatMap(WorkerCounts::upstreams)
        .forEach(one -> sums.merge(one.target(), one, UpstreamSummary::plus));
    return List.copyOf(sums.values());
  }

  /// Adds all to a snapshot.
  public void addTo(MetricSnapshot snapshot) {
    workers.forEach(worker -> worker.addTo(snapshot));
    probes.forEach(probe -> probe.addTo(snapshot));
    shared.addTo(snapshot);
  }
}
