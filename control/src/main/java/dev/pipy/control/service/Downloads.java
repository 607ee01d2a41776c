package dev.pipy.control.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.store.StoredFile;
import dev.pipy.control.store.StoredRevision;
import dev.pipy.control.v1.DownloadRevisionResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The downloads that are under way: a bounded number, one content of each in memory, each on a
/// virtual thread that waits for its caller.
final class Downloads {

  private static final int MOST = 8;
  private static final int CHUNK_BYTES = 256 << 10;
  private static final int MOST_PATHS = 2000;
  private static final long IDLE_SECONDS = 60;

  private final Semaphore free = new Semaphore(MOST);

  /// The files of a revision that were asked for, in its order.
  static List<StoredFile> selected(StoredRevision revision, List<String> paths) {
    if (paths.isEmpty()) {
      return revision.files();
    }
    if (paths.size() > MOST_PATHS) {
      throw FieldCheck.failure("paths", paths.size() + " (expected: at most " + MOST_PATHS + ")");
    }
    var files = new LinkedHashMap<String, StoredFile>();
    revision.files().forEach(file -> files.put(file.path(), file));
    for (var path : paths) {
      if (!files.containsKey(path)) {
        throw RevisionErrors.fileNotFound(revision.program(), revision.number(), path);
      }
    }
    files.keySet().retainAll(java.util.Set.copyOf(paths));
    return List.copyOf(files.values());
  }

  void start(
      RevisionStore store,
      List<StoredFile> files,
      ServerCallStreamObserver<DownloadRevisionResponse> observer) {
    if (!free.tryAcquire()) {
      throw RevisionErrors.tooManyDownloads(MOST);
    }
    var ready = new Semaphore(0);
    observer.setOnReadyHandler(ready::release);
    observer.setOnCancelHandler(ready::release);
    var download = new Download(store, files, observer, ready);
    Thread.ofVirtual()
        .name("download")
        .start(() -> {
          try {
            download.run();
          } finally {
            free.release();
          }
        });
  }

  private record Download(
      RevisionStore store,
      List<StoredFile> files,
      ServerCallStreamObserver<DownloadRevisionResponse> observer,
      Semaphore ready) {

    void run() {
      try {
        for (var file : files) {
          if (!send(file)) {
            return; // nobody waits for it any more
          }
        }
      } catch (StoreException | RuntimeException failure) {
        if (!observer.isCancelled()) {
          observer.onError(ControlErrors.of(failure));
        }
        return;
      }
      observer.onCompleted();
    }

    private boolean send(StoredFile file) throws StoreException {
      var content = store.content(file);
      if (!isAwaited()) {
        return false;
      }
      observer.onNext(DownloadRevisionResponse.newBuilder().setFile(Messages.of(file)).build());
      ByteString rest = UnsafeByteOperations.unsafeWrap(content); // nobody writes to it
      while (!rest.isEmpty()) {
        if (!isAwaited()) {
          return false;
        }
        int size = Math.min(rest.size(), CHUNK_BYTES);
        observer.onNext(
            DownloadRevisionResponse.newBuilder().setChunk(rest.substring(0, size)).build());
        rest = rest.substring(size);
      }
      return true;
    }

    /// Waits until the caller takes more. False when it is gone.
    private boolean isAwaited() {
      try {
        while (!observer.isReady()) {
          if (observer.isCancelled()) {
            return false;
          }
          if (!ready.tryAcquire(IDLE_SECONDS, TimeUnit.SECONDS)) {
            throw RevisionErrors.downloadTooSlow(
                "nothing was taken for " + IDLE_SECONDS + " seconds");
          }
        }
        return !observer.isCancelled();
      } catch (InterruptedException expected) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
