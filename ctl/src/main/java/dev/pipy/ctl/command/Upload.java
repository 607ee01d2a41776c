package dev.pipy.ctl.command;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.pipy.control.v1.BlobStart;
import dev.pipy.control.v1.File;
import dev.pipy.control.v1.FindMissingBlobsRequest;
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.control.v1.MissingBlob;
import dev.pipy.control.v1.RevisionServiceGrpc;
import dev.pipy.control.v1.UploadBlobsRequest;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.codebase.CodebaseFolder;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.output.Quantities;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Gets a codebase to the server: a small one within the message, of a large one only the contents
/// that the server lacks.
final class Upload {

  /// From here on asking what is there costs less than sending it.
  private static final long LARGE_BYTES = 1L << 20;

  private static final int CHUNK_BYTES = 256 << 10;
  private static final int ATTEMPTS = 3;
  private static final Duration TIME = Duration.ofMinutes(10);

  private final ControlClient client;
  private final CodebaseFolder codebase;
  private final Progress progress;
  private final Map<String, CodebaseFolder.Entry> blobs = new LinkedHashMap<>(); // by digest

  Upload(ControlClient client, CodebaseFolder codebase, Progress progress) {
    this.client = client;
    this.codebase = codebase;
    this.progress = progress;
  }

  /// Makes files for a request out of the codebase, or sends what the server lacks and makes a
  /// manifest.
  void addTo(Consumer<File> files, Consumer<ManifestEntry> manifest) {
    if (codebase.totalBytes() <= LARGE_BYTES) {
      progress.begins("Uploading");
      for (CodebaseFolder.Entry entry : codebase.entries()) {
        files.accept(
            File.newBuilder()
                .setPath(entry.path())
                .setContent(ByteString.copyFrom(entry.content()))
                .build());
      }
      return;
    }
    progress.begins("Reading " + Quantities.count(codebase.entries().size(), "file"));
    for (CodebaseFolder.Entry entry : codebase.entries()) {
      byte[] content = entry.content();
      String sha256 = Digests.sha256(content);
      blobs.put(sha256, entry);
      manifest.accept(
          ManifestEntry.newBuilder()
              .setPath(entry.path())
              .setSize(content.length)
              .setSha256(sha256)
              .build());
    }
    send();
  }

  /// Makes a call with that request.
  <R> R call(Supplier<R> call) {
    try {
      return call.get();
    } catch (CommandFailure failed) {
      if (!failed.failure().reason().equals("BLOBS_MISSING")) {
        throw failed;
      }
      send(); // what another revision had has gone with it in between
      return call.get();
    }
  }

  /// Sends what the server lacks; goes on where a broken connection left off.
  private void send() {
    for (int attempt = 1; ; attempt++) {
      List<MissingBlob> missing = missing();
      if (missing.isEmpty()) {
        return;
      }
      try {
        Messages messages = new Messages(missing);
        client.send(
            TIME,
            RevisionServiceGrpc::newStub,
            RevisionServiceGrpc.RevisionServiceStub::uploadBlobs,
            messages);
        return;
      } catch (CommandFailure failed) {
        boolean isWorthIt =
            failed.failure().exit() == ExitCode.UNREACHABLE
                || failed.failure().reason().equals("BLOB_OFFSET")
                || failed.failure().reason().equals("UPLOAD_TOO_SLOW");
        if (attempt == ATTEMPTS || !isWorthIt) {
          throw failed;
        }
      }
    }
  }

  private List<MissingBlob> missing() {
    FindMissingBlobsRequest request =
        FindMissingBlobsRequest.newBuilder().addAllSha256(blobs.keySet()).build();
    return client
        .call(RevisionServiceGrpc::newBlockingStub, stub -> stub.findMissingBlobs(request))
        .getMissingList();
  }

  private CodebaseFolder.Entry entry(MissingBlob blob) {
    CodebaseFolder.Entry entry = blobs.get(blob.getSha256());
    if (entry == null) {
      throw new IllegalStateException("the server misses what nobody has: " + blob.getSha256());
    }
    return entry;
  }

  /// Starts and chunks of all blobs, each read when its turn comes.
  private final class Messages implements Iterator<UploadBlobsRequest> {

    private final Iterator<MissingBlob> blobs;
    private final int count;
    private final long bytes;
    private int begun;
    private long sent;
    private ByteString rest = ByteString.EMPTY;

    Messages(List<MissingBlob> missing) {
      this.blobs = missing.iterator();
      this.count = missing.size();
      this.bytes =
          missing.stream().mapToLong(blob -> entry(blob).bytes() - blob.getReceivedBytes()).sum();
      progress.begins(text());
    }

    private String text() {
      return "Uploading %d of %s the server lacks, %s of %s"
          .formatted(
              begun,
              Quantities.count(count, "file"),
              Quantities.bytes(sent),
              Quantities.bytes(bytes));
    }

    @Override
    public boolean hasNext() {
      return !rest.isEmpty() || blobs.hasNext();
    }

    @Override
    public UploadBlobsRequest next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return rest.isEmpty() ? start(blobs.next()) : chunk();
    }

    private UploadBlobsRequest start(MissingBlob blob) {
      ByteString content = UnsafeByteOperations.unsafeWrap(entry(blob).content());
      int offset = (int) Math.min(blob.getReceivedBytes(), content.size());
      rest = content.substring(offset);
      begun++;
      return UploadBlobsRequest.newBuilder()
          .setStart(
              BlobStart.newBuilder()
                  .setSha256(blob.getSha256())
                  .setSize(content.size())
                  .setOffset(offset))
          .build();
    }

    private UploadBlobsRequest chunk() {
      int size = Math.min(rest.size(), CHUNK_BYTES);
      ByteString chunk = rest.substring(0, size);
      rest = rest.substring(size);
      sent += size;
      progress.continues(text());
      return UploadBlobsRequest.newBuilder().setChunk(chunk).build();
    }
  }
}
