package dev.pipy.ctl.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
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
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.control.v1.MissingBlob;
import dev.pipy.control.v1.Revision;
import dev.pipy.control.v1.RevisionServiceGrpc.RevisionServiceImplBase;
import dev.pipy.control.v1.RevisionState;
import dev.pipy.control.v1.UploadBlobsRequest;
import dev.pipy.control.v1.UploadBlobsResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One revision, "proxy" r42, and a note of what was asked of it.
public final class FakeRevisions extends RevisionServiceImplBase {

  private final Map<String, String> files = new TreeMap<>(Map.of("main.js", "pipy()\n"));
  private final Map<String, ByteString> blobs = new ConcurrentHashMap<>();
  private final Map<String, ByteString> parts = new ConcurrentHashMap<>();
  private final BlockingQueue<DiffRevisionsRequest> diffs = new LinkedBlockingQueue<>();
  private final BlockingQueue<DeleteRevisionRequest> deletions = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable StatusRuntimeException> refusal = new AtomicReference<>();
  private final AtomicInteger messagesUntilBreak = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger uploads = new AtomicInteger();
  private volatile DiffRevisionsResponse difference = DiffRevisionsResponse.getDefaultInstance();

  /// The files of the revision, by path.
  public Map<String, String> files() {
    return files;
  }

  /// What was uploaded, by digest.
  public Map<String, ByteString> blobs() {
    return blobs;
  }

  /// What an upload left that broke off.
  public Map<String, ByteString> parts() {
    return parts;
  }

  public int uploads() {
    return uploads.get();
  }

  /// The next upload breaks off after so many messages.
  public void breakAfter(int messages) {
    messagesUntilBreak.set(messages);
  }

  public BlockingQueue<DiffRevisionsRequest> diffs() {
    return diffs;
  }

  public BlockingQueue<DeleteRevisionRequest> deletions() {
    return deletions;
  }

  public void answerDiff(DiffRevisionsResponse response) {
    difference = response;
  }

  /// Refuses everything from now on.
  public void refuse(StatusRuntimeException with) {
    refusal.set(with);
  }

  public static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ManifestEntry entry(String path, String content) {
    return ManifestEntry.newBuilder()
        .setPath(path)
        .setSize(content.getBytes(UTF_8).length)
        .setSha256(sha256(content.getBytes(UTF_8)))
        .build();
  }

  private Revision revision() {
    return Revision.newBuilder()
        .setProgram("proxy")
        .setNumber(42)
        .setState(RevisionState.REVISION_STATE_ACTIVE)
        .setAuthor("alice")
        .setMessage("add the /ip route")
        .setMain("main.js")
        .setDigest("sha256:4be1")
        .putLabels("team", "edge")
        .setFileCount(files.size())
        .setTotalBytes(14_541)
        .setCreateTime(Timestamp.newBuilder().setSeconds(1_795_348_804L))
        .build();
  }

  @Override
  public void getRevision(GetRevisionRequest request, StreamObserver<GetRevisionResponse> answer) {
    GetRevisionResponse.Builder response = GetRevisionResponse.newBuilder().setRevision(revision());
    files.forEach((path, content) -> response.addFiles(entry(path, content)));
    reply(answer, response.build());
  }

  @Override
  public void downloadRevision(
      DownloadRevisionRequest request, StreamObserver<DownloadRevisionResponse> answer) {
    if (refused(answer)) {
      return;
    }
    files.forEach((path, content) -> {
      if (request.getPathsCount() == 0 || request.getPathsList().contains(path)) {
        answer.onNext(DownloadRevisionResponse.newBuilder().setFile(entry(path, content)).build());
        answer.onNext(
            DownloadRevisionResponse.newBuilder()
                .setChunk(ByteString.copyFromUtf8(content))
                .build());
      }
    });
    answer.onCompleted();
  }

  @Override
  public void deleteRevision(
      DeleteRevisionRequest request, StreamObserver<DeleteRevisionResponse> answer) {
    deletions.add(request);
    reply(answer, DeleteRevisionResponse.newBuilder().setRevision(revision()).build());
  }

  @Override
  public void diffRevisions(
      DiffRevisionsRequest request, StreamObserver<DiffRevisionsResponse> answer) {
    diffs.add(request);
    reply(answer, difference);
  }

  @Override
  public void findMissingBlobs(
      FindMissingBlobsRequest request, StreamObserver<FindMissingBlobsResponse> answer) {
    FindMissingBlobsResponse.Builder response = FindMissingBlobsResponse.newBuilder();
    for (String sha256 : request.getSha256List()) {
      if (!blobs.containsKey(sha256)) {
        response.addMissing(
            MissingBlob.newBuilder()
                .setSha256(sha256)
                .setReceivedBytes(parts.getOrDefault(sha256, ByteString.EMPTY).size()));
      }
    }
    reply(answer, response.build());
  }

  @Override
  public StreamObserver<UploadBlobsRequest> uploadBlobs(
      StreamObserver<UploadBlobsResponse> answer) {
    uploads.incrementAndGet();
    return new Upload(answer);
  }

  private final class Upload implements StreamObserver<UploadBlobsRequest> {

    private final StreamObserver<UploadBlobsResponse> answer;
    private final Map<String, ByteString> received = new HashMap<>();
    private String current = "";
    private boolean broken;

    Upload(StreamObserver<UploadBlobsResponse> answer) {
      this.answer = answer;
    }

    @Override
    public void onNext(UploadBlobsRequest message) {
      if (broken) {
        return;
      }
      if (message.hasStart()) {
        keep();
        current = message.getStart().getSha256();
        int offset = (int) message.getStart().getOffset();
        received.put(current, parts.getOrDefault(current, ByteString.EMPTY).substring(0, offset));
      } else {
        received.merge(current, message.getChunk(), ByteString::concat);
      }
      if (messagesUntilBreak.decrementAndGet() == 0) {
        broken = true;
        parts.putAll(received);
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
      }
    }

    private void keep() {
      ByteString whole = received.remove(current);
      if (whole != null) {
        blobs.put(sha256(whole.toByteArray()), whole);
      }
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {
      if (!broken) {
        keep();
        reply(answer, UploadBlobsResponse.getDefaultInstance());
      }
    }
  }

  private boolean refused(StreamObserver<?> answer) {
    StatusRuntimeException with = refusal.get();
    if (with != null) {
      answer.onError(with);
    }
    return with != null;
  }

  private <T> void reply(StreamObserver<T> answer, T response) {
    if (!refused(answer)) {
      answer.onNext(response);
      answer.onCompleted();
    }
  }
}
