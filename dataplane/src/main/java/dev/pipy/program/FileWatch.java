package dev.pipy.program;

import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Looks every few seconds whether a file, or anything in a folder, has changed: came, went, or has
/// another size or time. Confined to a worker, but for the looking.
final class FileWatch {

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /// Files of a folder that are looked at; what is beyond is not seen.
  private static final int MOST_FILES = 10_000;

  private final Path path;
  private final Duration interval;
  private final Executor blocking;
  private final Worker worker;
  private final Runnable onChange;
  private @Nullable Long known;
  private @Nullable LoopTimer timer;
  private boolean isStopped;

  FileWatch(Path path, Executor blocking, Worker worker, Runnable onChange) {
    this(path, INTERVAL, blocking, worker, onChange);
  }

  FileWatch(Path path, Duration interval, Executor blocking, Worker worker, Runnable onChange) {
    this.path = path;
    this.interval = interval;
    this.blocking = blocking;
    this.worker = worker;
    this.onChange = onChange;
  }

  void start() {
    look();
  }

  void stop() {
    isStopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void look() {
    try {
      blocking.execute(() -> {
        long stamp = stampBlocking(path);
        worker.loop().execute(() -> seen(stamp));
      });
    } catch (RejectedExecutionException busyOrStopped) {
      again();
    }
  }

  private void seen(long stamp) {
    if (isStopped) {
      return;
    }
    var before = known;
    known = stamp;
    again();
    if (before != null && before != stamp) {
      onChange.run();
    }
  }

  private void again() {
    if (!isStopped) {
      timer = worker.after(interval, this::look);
    }
  }

  /// Differs when something has changed; 0 if there is nothing.
  static long stampBlocking(Path path) {
    try (var files = Files.walk(path)) {
      return files.limit(MOST_FILES).mapToLong(FileWatch::stampOfOne).sum();
    } catch (IOException gone) {
      return 0;
    } catch (java.io.UncheckedIOException goneMeanwhile) {
      return 1;
    }
  }

  private static long stampOfOne(Path file) {
    try {
      long time = Files.getLastModifiedTime(file).toMillis();
      long size = Files.isDirectory(file) ? 0 : Files.size(file);
      return 31 * (31 * time + size) + file.hashCode();
    } catch (IOException gone) {
      return 0;
    }
  }
}
