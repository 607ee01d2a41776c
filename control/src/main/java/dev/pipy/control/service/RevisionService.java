package dev.pipy.control.service;

import dev.pipy.control.store.Digest;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.store.StoredProgram;
import dev.pipy.control.store.StoredRevision;
import dev.pipy.control.v1.DeleteRevisionRequest;
import dev.pipy.control.v1.DeleteRevisionResponse;
import dev.pipy.control.v1.DiffRevisionsRequest;
import dev.pipy.control.v1.DiffRevisionsResponse;
import dev.pipy.control.v1.DownloadRevisionRequest;
import dev.pipy.control.v1.DownloadRevisionResponse;
import dev.pipy.control.v1.FindMissingBlobsRequest;
import dev.pipy.control.v1.FindMissingBlobsResponse;
import dev.pipy.control.v1.GetRevisionRequest;
import dev.pipy.control.v1.GetRevisionResponse;
import dev.pipy.control.v1.MissingBlob;
import dev.pipy.control.v1.Revision;
import dev.pipy.control.v1.RevisionServiceGrpc.RevisionServiceImplBase;
import dev.pipy.control.v1.RevisionState;
import dev.pipy.control.v1.UploadBlobsRequest;
import dev.pipy.control.v1.UploadBlobsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;

/// What revisions consist of, and how contents get to the server; see the service's file.
public final class RevisionService extends RevisionServiceImplBase implements AutoCloseable {

  private static final int MOST_DIGESTS = 10_000;

  private final RevisionStore store;
  private final Listings listings;
  private final ProgramLocks locks;
  private final ServerPhase phase;
  private final RevisionDiff diff;
  private final Uploads uploads;
  private final InstantSource clock;
  private final Downloads downloads = new Downloads();

  /// @param locks shared with whatever changes programs
  RevisionService(
      RevisionStore store,
      Listings listings,
      ProgramLocks locks,
      ServerPhase phase,
      RevisionDiff diff,
      Uploads uploads,
      InstantSource clock) {
    this.store = store;
    this.listings = listings;
    this.locks = locks;
    this.phase = phase;
    this.diff = diff;
    this.uploads = uploads;
    this.clock = clock;
  }

  /// Ends uploads.
  @Override
  public void close() {
    uploads.close();
  }

  @Override
  public void getRevision(
      GetRevisionRequest request, StreamObserver<GetRevisionResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          var revision = find(request.getProgram(), request.getRevision());
          return GetRevisionResponse.newBuilder()
              .setRevision(message(revision))
              .addAllFiles(revision.files().stream().map(Messages::of).toList())
              .build();
        });
  }

  @Override
  public void downloadRevision(
      DownloadRevisionRequest request, StreamObserver<DownloadRevisionResponse> observer) {
    try {
      var revision = find(request.getProgram(), request.getRevision());
      var files = Downloads.selected(revision, request.getPathsList());
      downloads.start(store, files, (ServerCallStreamObserver<DownloadRevisionResponse>) observer);
    } catch (RuntimeException failure) {
      observer.onError(ControlErrors.of(failure));
    }
  }

  @Override
  public void deleteRevision(
      DeleteRevisionRequest request, StreamObserver<DeleteRevisionResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          phase.check();
          var fields = new FieldCheck().program(request.getProgram());
          if (request.getRevision() < 1) {
            fields.violation("revision", request.getRevision() + " (expected: 1 or more)");
          }
          fields.orThrow();
          var holder = new ProgramLocks.Holder("", "deletes a revision", clock.instant());
          return locks.alone(request.getProgram(), holder, () -> {}, () -> delete(request));
        });
  }

  private DeleteRevisionResponse delete(DeleteRevisionRequest request) throws StoreException {
    var revision = find(request.getProgram(), request.getRevision());
    var program = program(request.getProgram());
    long number = revision.number();
    var message = message(revision);
    if (number == program.active()) {
      throw RevisionErrors.revisionInUse(program.name(), number, "is active");
    }
    if (message.getState() == RevisionState.REVISION_STATE_DRAINING) {
      throw RevisionErrors.revisionInUse(program.name(), number, "still has connections");
    }
    if (number == program.previous().orElse(0)) {
      throw RevisionErrors.revisionInUse(program.name(), number, "is what a rollback goes back to");
    }
    store.delete(revision);
    return DeleteRevisionResponse.newBuilder().setRevision(message).build();
  }

  @Override
  public void diffRevisions(
      DiffRevisionsRequest request, StreamObserver<DiffRevisionsResponse> observer) {
    Answers.answer(observer, () -> diff.answer(request));
  }

  @Override
  public void findMissingBlobs(
      FindMissingBlobsRequest request, StreamObserver<FindMissingBlobsResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          var fields = new FieldCheck();
          if (request.getSha256Count() > MOST_DIGESTS) {
            fields
                .violation(
                    "sha256",
                    request.getSha256Count() + " digests (expected: at most " + MOST_DIGESTS + ")")
                .orThrow();
          }
          for (int i = 0; i < request.getSha256Count(); i++) {
            if (!Digest.isSha256(request.getSha256(i))) {
              fields.violation("sha256[" + i + "]", FieldCheck.DIGEST);
            }
          }
          fields.orThrow();
          var response = FindMissingBlobsResponse.newBuilder();
          for (var missing : store.staging().missing(request.getSha256List())) {
            response.addMissing(
                MissingBlob.newBuilder()
                    .setSha256(missing.sha256())
                    .setReceivedBytes(missing.received()));
          }
          return response.build();
        });
  }

  @Override
  public StreamObserver<UploadBlobsRequest> uploadBlobs(
      StreamObserver<UploadBlobsResponse> observer) {
    return uploads.start(observer, phase);
  }

  private StoredRevision find(String name, long number) {
    new FieldCheck().program(name).revision("revision", number).orThrow();
    var program = program(name);
    long wanted = number == 0 ? program.active() : number;
    if (wanted == 0) {
      throw ControlErrors.noActiveRevision(name);
    }
    return store
        .revision(name, wanted)
        .orElseThrow(() -> ControlErrors.revisionNotFound(name, wanted));
  }

  private StoredProgram program(String name) {
    return store.program(name).orElseThrow(() -> ControlErrors.programNotFound(name));
  }

  private Revision message(StoredRevision revision) {
    return listings.message(revision, program(revision.program()));
  }
}
