package dev.pipy.control.service;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.GetServerInfoResponse;
import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.GetStatusResponse;
import dev.pipy.control.v1.Limits;
import dev.pipy.control.v1.ServerServiceGrpc.ServerServiceImplBase;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.InstantSource;

/// The server process itself.
public final class ServerService extends ServerServiceImplBase {

  private final ProgramHost host;
  private final ProgramProblems problems;
  private final Listings listings;
  private final ServerFacts facts;
  private final ServerPhase phase;
  private final InstantSource clock;

  /// A service for one process.
  public ServerService(
      ProgramHost host,
      RevisionStore store,
      ProgramProblems problems,
      ServerFacts facts,
      ServerPhase phase,
      InstantSource clock) {
    this.host = host;
    this.problems = problems;
    this.listings = new Listings(host, store, problems);
    this.facts = facts;
    this.phase = phase;
    this.clock = clock;
  }

  @Override
  public void getServerInfo(
      GetServerInfoRequest request, StreamObserver<GetServerInfoResponse> observer) {
    Answers.answer(
        observer,
        () ->
            GetServerInfoResponse.newBuilder()
                .setVersion(facts.version())
                .setJavaVersion(Runtime.version().toString())
                .setScriptEngineVersion(host.scriptEngineVersion())
                .setScriptMode(host.scriptMode())
                .setWorkers(host.workers())
                .setProcessId(ProcessHandle.current().pid())
                .setStartTime(Messages.of(facts.started()))
                .setTransport(host.transport())
                .setLimits(limits())
                .setDefaultDrainTimeout(Messages.of(facts.drainLimit()))
                .build());
  }

  private Limits limits() {
    return Limits.newBuilder()
        .setMessageBytes(facts.messageBytes())
        .setInlineDeployBytes(facts.codebase().inlineBytes())
        .setCodebaseBytes(facts.codebase().totalBytes())
        .setFileBytes(facts.codebase().fileBytes())
        .setCodebaseFiles(facts.codebase().files())
        .setPathBytes(facts.codebase().pathBytes())
        .setRevisionsKept(RevisionStore.REVISIONS_KEPT)
        .setLogStreams(facts.logStreams())
        .build();
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> observer) {
    Answers.answer(
        observer,
        () ->
            GetStatusResponse.newBuilder()
                .setHealthy(problems.isEmpty() && phase.now() == ServerPhase.Phase.READY)
                .setDraining(phase.now() == ServerPhase.Phase.DRAINING)
                .setUptime(Messages.of(Duration.between(facts.started(), clock.instant())))
                .addAllPrograms(listings.programs())
                .addAllListeners(listings.listeners())
                .build());
  }
}
