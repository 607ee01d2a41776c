package dev.pipy.program;

import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks every few seconds whether a file, or anything in a folder, has changed: came, went, or has
/// another size or time. Confined to a worker, but for the looking.
final class FileWatch {

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /// Files of a folder that are looked at; what is beyond is not seen.
  private static final int MOST_FILES = 10_000;

  private final Path folder;
  private final String path;
  private final Duration interval;
  private final Executor blocking;
  private final Worker worker;
  private final Consumer<List<String>> onChange;
  private @Nullable Map<String, Long> known;
  private @Nullable LoopTimer timer;
  private boolean isStopped;

  /// @param folder of the codebase; nothing outside of it is looked at, whatever links there are
  /// @param path of the file or folder within it, from "/" on
  /// @param onChange gets the paths of the files that have changed, in order
  FileWatch(
      Path folder, String path, Executor blocking, Worker worker, Consumer<List<String>> onChange) {
    this(folder, path, INTERVAL, blocking, worker, onChange);
  }

  FileWatch(
      Path folder,
      String path,
      Duration interval,
      Executor blocking,
      Worker worker,
      Consumer<List<String>> onChange) {
    this.folder = folder;
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
        var stamps = stampsBlocking(folder, path);
        worker.loop().execute(() -> seen(stamps));
      });
    } catch (RejectedExecutionException busyOrStopped) {
      again();
    }
  }

  private void seen(Map<String, Long> stamps) {
    if (isStopped) {
      return;
    }
    var before = known;
    known = stamps;
    again();
    if (before != null && !before.equals(stamps)) {
      var changed = new TreeSet<>(before.keySet());
      changed.addAll(stamps.keySet());
      changed.removeIf(file -> Objects.equals(before.get(file), stamps.get(file)));
      onChange.accept(List.copyOf(changed));
    }
  }

  private void again() {
    if (!isStopped) {
      timer = worker.after(interval, this::look);
    }
  }

  /// A number for each file that is there, another one when it has changed.
  static Map<String, Long> stampsBlocking(Path folder, String path) {
    var stamps = new HashMap<String, Long>();
    try {
      var root = folder.toRealPath();
      var start = root.resolve(path.substring(1)).toRealPath();
      if (!start.startsWith(root)) {
        return stamps;
      }
      try (var files = Files.walk(start)) {
        files
            .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
            .limit(MOST_FILES)
            .forEach(file -> {
              var below = start.relativize(file).toString();
              var separator = below.isEmpty() || path.endsWith("/") ? "" : "/";
              stamps.put(path + separator + below, stampOf(file));
            });
      }
    } catch (IOException | UncheckedIOException gone) {
      // what could not be looked at is not there
    }
    return stamps;
  }

  private static long stampOf(Path file) {
    try {
      return 31 * Files.getLastModifiedTime(file).toMillis() + Files.size(file);
    } catch (IOException gone) {
      return 0;
    }
  }
}
