package dev.pipy.control.service;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.v1.DrainRequest;
import dev.pipy.control.v1.DrainResponse;
import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.GetServerInfoResponse;
import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.GetStatusResponse;
import dev.pipy.control.v1.Limits;
import dev.pipy.control.v1.ServerServiceGrpc.ServerServiceImplBase;
import dev.pipy.control.v1.UndrainRequest;
import dev.pipy.control.v1.UndrainResponse;
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
  private final ServerDrain drain;
  private final InstantSource clock;

  /// A service for one process.
  public ServerService(
      ProgramHost host,
      RevisionStore store,
      ProgramProblems problems,
      ServerFacts facts,
      ServerPhase phase,
      ServerDrain drain,
      InstantSource clock) {
    this.drain = drain;
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
                .setKeepWarm(Messages.of(facts.warmLimit()))
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
    Answers.answer(observer, this::status);
  }

  private GetStatusResponse status() {
    var drained = drain.state();
    boolean isReady = phase.now() == ServerPhase.Phase.READY && drained == null;
    var status =
        GetStatusResponse.newBuilder()
            .setHealthy(problems.isEmpty() && isReady)
            .setDraining(phase.now() == ServerPhase.Phase.DRAINING || drained != null)
            .setUptime(Messages.of(Duration.between(facts.started(), clock.instant())))
            .addAllPrograms(listings.programs())
            .addAllListeners(listings.listeners());
    if (drained != null) {
      status.setDrain(drained);
    }
    return status.build();
  }

  @Override
  public void drain(DrainRequest request, StreamObserver<DrainResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          phase.check();
          new FieldCheck()
              .upToADay("delay", request.getDelay())
              .upToADay("timeout", request.getTimeout())
              .text("reason", request.getReason())
              .orThrow();
          boolean was =
              drain.begin(
                  request.hasDelay() ? Messages.of(request.getDelay()) : facts.drainDelay(),
                  request.hasTimeout() ? Messages.of(request.getTimeout()) : facts.drainLimit(),
                  request.getReason());
          var response = DrainResponse.newBuilder().setWasDraining(was);
          var state = drain.state();
          return (state == null ? response : response.setDrain(state)).build();
        });
  }

  @Override
  public void undrain(UndrainRequest request, StreamObserver<UndrainResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          phase.check();
          var lasted = drain.end();
          var response = UndrainResponse.newBuilder();
          return lasted == null
              ? response.build()
              : response.setWasDraining(true).setDuration(Messages.of(lasted)).build();
        });
  }
}
