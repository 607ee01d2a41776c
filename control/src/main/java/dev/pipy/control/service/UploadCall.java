package dev.pipy.control.service;

import dev.pipy.control.store.BlobStaging;
import dev.pipy.control.store.Digest;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.v1.BlobStart;
import dev.pipy.control.v1.UploadBlobsRequest;
import dev.pipy.control.v1.UploadBlobsResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One upload. Messages come one after the other on threads of the server's, and only once the one
/// before is on the disk; the timer looks in from its own.
final class UploadCall implements StreamObserver<UploadBlobsRequest> {

  private static final int CHUNK_BYTES = 256 << 10;

  private final BlobStaging staging;
  private final StreamObserver<UploadBlobsResponse> observer;
  private final Consumer<UploadCall> onEnd;
  private final long started = System.nanoTime();
  private long heard = started;
  private BlobStaging.@Nullable Upload blob;
  private int blobs;
  private long bytes;
  private boolean ended;

  UploadCall(
      BlobStaging staging,
      StreamObserver<UploadBlobsResponse> observer,
      Consumer<UploadCall> onEnd) {
    this.staging = staging;
    this.observer = observer;
    this.onEnd = onEnd;
  }

  @Override
  public synchronized void onNext(UploadBlobsRequest message) {
    if (ended) {
      return;
    }
    heard = System.nanoTime();
    try {
      switch (message.getContentCase()) {
        case START -> begin(message.getStart());
        case CHUNK -> {
          var chunk = message.getChunk();
          if (blob == null) {
            throw FieldCheck.failure("chunk", "without a start before it (expected: a start)");
          }
          if (chunk.size() > CHUNK_BYTES) {
            throw FieldCheck.failure(
                "chunk", chunk.size() + " bytes (expected: at most " + CHUNK_BYTES + ")");
          }
          blob.write(chunk.toByteArray());
          bytes += chunk.size();
        }
        case CONTENT_NOT_SET ->
            throw FieldCheck.failure("content", "not set (expected: start or chunk)");
      }
    } catch (Exception failure) {
      fail(failure);
    }
  }

  private void begin(BlobStart start) throws StoreException {
    var fields = new FieldCheck();
    if (!Digest.isSha256(start.getSha256())) {
      fields.violation("start.sha256", FieldCheck.DIGEST);
    }
    if (start.getSize() < 0) {
      fields.violation("start.size", start.getSize() + " (expected: 0 or more)");
    } else if (start.getOffset() < 0 || start.getOffset() > start.getSize()) {
      fields.violation(
          "start.offset", start.getOffset() + " (expected: 0 to " + start.getSize() + ")");
    }
    fields.orThrow();
    finishBlob();
    blob = staging.begin(start.getSha256(), start.getSize(), start.getOffset());
  }

  private void finishBlob() throws StoreException {
    var whole = blob;
    if (whole != null) {
      blob = null;
      whole.finish();
      blobs++;
    }
  }

  @Override
  public synchronized void onError(Throwable cancelled) {
    abandon();
  }

  @Override
  public synchronized void onCompleted() {
    if (ended) {
      return;
    }
    try {
      finishBlob();
    } catch (Exception failure) {
      fail(failure);
      return;
    }
    end();
    observer.onNext(
        UploadBlobsResponse.newBuilder()
            .setBlobs(blobs)
            .setBytes(bytes)
            .setExpireTime(Messages.of(staging.expiry()))
            .build());
    observer.onCompleted();
  }

  /// Ends the call if it takes too long.
  synchronized void checkTime(Uploads.Limits limits) {
    long now = System.nanoTime();
    if (ended) {
      return;
    }
    if (isOver(now - heard, limits.idle())) {
      fail(
          RevisionErrors.uploadTooSlow("no message for " + limits.idle().toSeconds() + " seconds"));
    } else if (isOver(now - started, limits.total())) {
      fail(
          RevisionErrors.uploadTooSlow(
              "the upload took longer than " + limits.total().toSeconds() + " seconds"));
    }
  }

  private static boolean isOver(long nanos, Duration limit) {
    return nanos > limit.toNanos();
  }

  /// Keeps what came of the blob that is not whole.
  synchronized void abandon() {
    if (!ended) {
      end();
    }
  }

  private void fail(Exception failure) {
    end();
    observer.onError(ControlErrors.of(failure));
  }

  private void end() {
    ended = true;
    var half = blob;
    blob = null;
    if (half != null) {
      half.abandon();
    }
    onEnd.accept(this);
  }
}
