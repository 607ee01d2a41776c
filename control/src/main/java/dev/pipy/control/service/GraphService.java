package dev.pipy.control.service;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.control.codebase.MainScript;
import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.GetGraphRequest;
import dev.pipy.control.v1.GetGraphResponse;
import dev.pipy.control.v1.GraphFormat;
import dev.pipy.control.v1.GraphServiceGrpc.GraphServiceImplBase;
import dev.pipy.control.v1.WatchGraphStatsRequest;
import dev.pipy.control.v1.WatchGraphStatsResponse;
import dev.pipy.program.Activation;
import dev.pipy.program.GraphDot;
import dev.pipy.program.GraphMermaid;
import dev.pipy.program.GraphText;
import dev.pipy.program.ProgramGraph;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the scripts of a codebase have built.
public final class GraphService extends GraphServiceImplBase {

  private static final int MOST_NODES = 5000;
  private static final String UNNAMED = "codebase";

  private static final InspectionErrors.Range INTERVALS =
      new InspectionErrors.Range(
          Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(60));

  private static final InspectionErrors.Range DURATIONS =
      new InspectionErrors.Range(
          Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofHours(1));

  private final ProgramHost host;
  private final RevisionStore store;
  private final ServerFacts facts;
  private final CodebaseContents contents;
  private final LargeCodebases large = new LargeCodebases();
  private final Set<GraphStatsStream> streams = ConcurrentHashMap.newKeySet();

  /// A service for programs of one host and one store.
  public GraphService(ProgramHost host, RevisionStore store, ServerFacts facts) {
    this.host = host;
    this.store = store;
    this.facts = facts;
    this.contents = new CodebaseContents(store);
  }

  @Override
  public void getGraph(GetGraphRequest request, StreamObserver<GetGraphResponse> observer) {
    Answers.answer(
        observer,
        () ->
            request.getFilesCount() == 0 && request.getManifestCount() == 0
                ? ofProgram(request)
                : ofCodebase(request));
  }

  private GetGraphResponse ofProgram(GetGraphRequest request)
      throws CodebaseException, StoreException {
    format(new FieldCheck(), request)
        .program(request.getProgram())
        .revision("revision", request.getRevision())
        .orThrow();
    var name = request.getProgram();
    long running = runningRevision(name);
    if (running >= 0 && (request.getRevision() == 0 || request.getRevision() == running)) {
      var graph = host.graph(name);
      if (graph != null) {
        return response(request, name, running, graph).setRunning(true).build();
      }
    }
    var program = store.program(name).orElseThrow(() -> ControlErrors.programNotFound(name));
    long number = request.getRevision() == 0 ? program.latest() : request.getRevision();
    var revision =
        store
            .revision(name, number)
            .orElseThrow(() -> ControlErrors.revisionNotFound(name, number));
    var graph = load(name, number, store.codebase(revision), revision.main());
    return response(request, name, number, graph).build();
  }

  /// Ends all watches.
  public void close() {
    streams.forEach(GraphStatsStream::end);
  }

  @Override
  public void watchGraphStats(
      WatchGraphStatsRequest request, StreamObserver<WatchGraphStatsResponse> observer) {
    try {
      var fields = new FieldCheck().program(request.getProgram());
      var interval =
          InspectionErrors.duration(
              fields, "interval", request.hasInterval(), request.getInterval(), INTERVALS);
      var duration =
          InspectionErrors.duration(
              fields, "duration", request.hasDuration(), request.getDuration(), DURATIONS);
      boolean isDrawn = request.getFormat() == GraphFormat.GRAPH_FORMAT_TEXT;
      if (!isDrawn && request.getFormat() != GraphFormat.GRAPH_FORMAT_UNSPECIFIED) {
        fields.violation("format", "not possible (expected: text, or none)");
      }
      fields.orThrow();
      var session = InspectionErrors.open(() -> host.inspection().stats(request.getProgram()));
      var caller = (ServerCallStreamObserver<WatchGraphStatsResponse>) observer;
      var stream =
          new GraphStatsStream(session, interval, duration, isDrawn, caller, streams::remove);
      streams.add(stream);
      stream.start();
    } catch (RuntimeException failure) {
      observer.onError(ControlErrors.of(failure));
    }
  }

  private static FieldCheck format(FieldCheck fields, GetGraphRequest request) {
    return request.getFormat() == GraphFormat.UNRECOGNIZED
        ? fields.violation("format", "not known")
        : fields;
  }

  /// -1 if nothing runs under the name.
  private long runningRevision(String name) {
    return host.programs().stream()
        .filter(status -> status.program().equals(name))
        .mapToLong(status -> status.revision())
        .findFirst()
        .orElse(-1);
  }

  private GetGraphResponse ofCodebase(GetGraphRequest request) throws Exception {
    var name = request.getProgram().isEmpty() ? UNNAMED : request.getProgram();
    var fields = format(new FieldCheck(), request);
    if (request.getRevision() != 0) {
      fields.violation("revision", "given together with files (expected: one of them)");
    }
    fields.orThrow();
    var asDeploy =
        DeployRequest.newBuilder()
            .setProgram(name)
            .addAllFiles(request.getFilesList())
            .addAllManifest(request.getManifestList())
            .setMain(request.getMain())
            .build();
    RequestChecks.check(asDeploy, facts.codebase());
    var codebase = RequestChecks.codebase(asDeploy);
    return large.bounded(
        codebase.bytes(),
        facts.codebase(),
        () -> {
          var files = contents.of(codebase);
          var main = MainScript.choose(files.keySet(), request.getMain());
          var graph = load(name, 0, new FileMapCodebase(files), main);
          return response(request, name, 0, graph).build();
        });
  }

  private ProgramGraph load(String name, long revision, Codebase codebase, String main)
      throws CodebaseException {
    return host.graph(new Activation(name, revision, codebase, "/" + main, facts.drainLimit()));
  }

  private static GetGraphResponse.Builder response(
      GetGraphRequest request, String name, long revision, ProgramGraph graph) {
    int size = graph.pipelines().stream().mapToInt(pipeline -> 1 + pipeline.filters().size()).sum();
    if (size > MOST_NODES) {
      throw InspectionErrors.graphTooLarge(size, MOST_NODES);
    }
    return GetGraphResponse.newBuilder()
        .setProgram(name)
        .setRevision(revision)
        .addAllPipelines(graph.pipelines().stream().map(GraphMessages::of).toList())
        .setText(
            switch (request.getFormat()) {
              case GRAPH_FORMAT_TEXT -> GraphText.of(graph);
              case GRAPH_FORMAT_DOT -> GraphDot.of(graph, name);
              case GRAPH_FORMAT_MERMAID -> GraphMermaid.of(graph);
              case GRAPH_FORMAT_UNSPECIFIED, UNRECOGNIZED -> "";
            });
  }
}
