package dev.pipy.program;

import dev.pipy.downstream.Endpoint;
import dev.pipy.downstream.Inbound;
import dev.pipy.inspect.TapOptions;
import dev.pipy.pipeline.InboundAddresses;
import dev.pipy.pipeline.SessionStatus;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.telemetry.UpstreamSummary;
import dev.pipy.worker.Survey;
import dev.pipy.worker.Worker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Looks inside the programs of a data plane.
final class LiveInspection implements Inspection {

  /// Taps at a time.
  static final int MOST_TAPS = 8;

  private static final int MOST_UPSTREAMS = 1000;

  private final List<Worker> workers;
  private final Map<String, Program> programs;
  private final Telemetry telemetry;
  private final AtomicInteger taps = new AtomicInteger();

  /// @param programs by name, sorted; may be changed by others
  LiveInspection(List<Worker> workers, Map<String, Program> programs, Telemetry telemetry) {
    this.workers = workers;
    this.programs = programs;
    this.telemetry = telemetry;
  }

  /// A generation of a program.
  private record Version(Program program, Generation generation) {

    boolean isDraining() {
      return generation != program.current();
    }

    WorkerProgram on(Worker worker) {
      return generation.loaded().workers().get(worker.index());
    }
  }

  private List<Version> versions(String program) {
    return programs.values().stream()
        .filter(one -> program.isEmpty() || one.name().equals(program))
        .flatMap(one -> one.generations().stream().map(generation -> new Version(one, generation)))
        .toList();
  }

  @Override
  public Listing<ConnectionStatus> connections(Selection selection, long afterId, int limit) {
    var versions = versions(selection.program());
    var survey =
        Survey.of(workers, worker -> connections(worker, versions, selection, afterId, limit));
    return new Listing<>(
        survey.answers().stream()
            .flatMap(Collection::stream)
            .sorted(Comparator.comparingLong(ConnectionStatus::id))
            .limit(limit)
            .toList(),
        survey.silent());
  }

  private static List<ConnectionStatus> connections(
      Worker worker, List<Version> versions, Selection selection, long afterId, int limit) {
    var found = new ArrayList<ConnectionStatus>();
    for (var version : versions) {
      int before = found.size();
      version
          .on(worker)
          .visitClients((inbound, endpoint) -> {
            long id = inbound.addresses().id();
            if (id > afterId
                && found.size() - before < limit
                && selection.includes(id)
                && selection.includes(endpoint.toString())) {
              found.add(status(worker, version, inbound, endpoint));
            }
          });
    }
    return found;
  }

  private static ConnectionStatus status(
      Worker worker, Version version, Inbound inbound, Endpoint endpoint) {
    return new ConnectionStatus(
        inbound.addresses().id(),
        version.program().name(),
        endpoint.toString(),
        client(inbound.addresses()),
        version.generation().number(),
        version.generation().activation().revision(),
        version.isDraining(),
        worker.index(),
        Instant.ofEpochMilli(inbound.sinceMillis()),
        inbound.receivedBytes(),
        inbound.sentBytes());
  }

  private static String client(InboundAddresses addresses) {
    var host = addresses.remoteAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + addresses.remotePort();
  }

  @Override
  public Listing<Integer> close(Selection selection) {
    var versions = versions(selection.program());
    var survey = Survey.of(workers, worker -> close(worker, versions, selection));
    return new Listing<>(survey.answers(), survey.silent());
  }

  private static int close(Worker worker, List<Version> versions, Selection selection) {
    var found = new ArrayList<Inbound>();
    for (var version : versions) {
      version
          .on(worker)
          .visitClients((inbound, endpoint) -> {
            if (selection.includes(inbound.addresses().id())
                && selection.includes(endpoint.toString())) {
              found.add(inbound);
            }
          });
    }
    found.forEach(Inbound::close);
    return found.size();
  }

  @Override
  public Listing<UpstreamStatus> upstreams() {
    var versions = versions("");
    var survey =
        Survey.of(
            workers,
            worker ->
                versions.stream()
                    .flatMap(version ->
                        version.on(worker).sessions().stream()
                            .map(sessions -> status(version, sessions)))
                    .limit(MOST_UPSTREAMS)
                    .toList());
    var sums =
        new TreeMap<UpstreamStatus, UpstreamStatus>(
            Comparator.comparing(UpstreamStatus::program)
                .thenComparingLong(UpstreamStatus::generation)
                .thenComparing(UpstreamStatus::key)
                .thenComparing(UpstreamStatus::pipeline));
    survey.answers().stream()
        .flatMap(Collection::stream)
        .forEach(one -> sums.merge(one, one, LiveInspection::sum));
    return new Listing<>(sums.values().stream().limit(MOST_UPSTREAMS).toList(), survey.silent());
  }

  private static UpstreamStatus status(Version version, SessionStatus sessions) {
    return new UpstreamStatus(
        version.program().name(),
        version.generation().number(),
        sessions.key(),
        sessions.pipeline(),
        sessions.open(),
        sessions.idle(),
        sessions.waiting(),
        sessions.failed());
  }

  private static UpstreamStatus sum(UpstreamStatus one, UpstreamStatus other) {
    return new UpstreamStatus(
        one.program(),
        one.generation(),
        one.key(),
        one.pipeline(),
        one.open() + other.open(),
        one.idle() + other.idle(),
        one.waiting() + other.waiting(),
        one.failed() + other.failed());
  }

  @Override
  public List<UpstreamSummary> targets() {
    return telemetry.upstreams();
  }

  @Override
  public List<GenerationStatus> generations() {
    return versions("").stream()
        .map(version ->
            new GenerationStatus(
                version.program().name(),
                version.generation().number(),
                version.generation().activation().revision(),
                version.isDraining(),
                version.generation().connections(),
                version.generation().since()))
        .toList();
  }

  @Override
  public TapSession tap(TapPlace place, TapOptions options) {
    var program = program(place.program());
    return opened(() -> new LiveTap(workers, program, place, options, taps::decrementAndGet));
  }

  @Override
  public StatsSession stats(String name) {
    var program = program(name);
    return opened(() -> new LiveStats(workers, program, taps::decrementAndGet));
  }

  private Program program(String name) {
    var program = programs.get(name);
    if (program == null) {
      throw new IllegalArgumentException("program: " + name + " does not run");
    }
    return program;
  }

  private <T> T opened(Supplier<T> opening) {
    if (taps.incrementAndGet() > MOST_TAPS) {
      taps.decrementAndGet();
      throw new TooManyTapsException(MOST_TAPS);
    }
    try {
      return opening.get();
    } catch (RuntimeException failure) {
      taps.decrementAndGet();
      throw failure;
    }
  }
}
