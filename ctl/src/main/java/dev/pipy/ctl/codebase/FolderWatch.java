package dev.pipy.ctl.codebase;

import dev.pipy.ctl.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Waits until the content of a codebase changes. What editors do around a save (backups, temporary
/// files, a rename over the old file) settles first and is no change by itself; nor is a file that
/// was written with the content it had.
///
/// The file system's events only say when to look; every second it is looked at anyway, since some
/// file systems send none. One thread waits.
public final class FolderWatch implements AutoCloseable {

  private static final Duration QUIET = Duration.ofMillis(40);
  private static final Duration LONGEST_STORM = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /// How often a folder that cannot be read is looked at again: a save may be half done.
  private static final int ATTEMPTS = 5;

  private static final int MOST_FOLDERS = 2000;

  /// What is different.
  ///
  /// @param saved paths of files that are new or have new content
  /// @param deleted paths of files that are gone
  /// @param failure why the folder is no codebase now; null if it is one
  public record Change(List<String> saved, List<String> deleted, @Nullable CommandFailure failure) {

    public Change {
      saved = List.copyOf(saved);
      deleted = List.copyOf(deleted);
    }

    /// `main.js`, `3 files`, `config/a.json and 1 deleted`.
    public String summary() {
      String files = saved.size() == 1 ? saved.getFirst() : saved.size() + " files";
      if (deleted.isEmpty()) {
        return "saved " + files;
      }
      String gone = deleted.size() == 1 ? deleted.getFirst() : deleted.size() + " files";
      return saved.isEmpty() ? "deleted " + gone : "saved " + files + ", deleted " + gone;
    }
  }

  /// A file as it was: what is cheap to compare, and what counts.
  private record Seen(long bytes, long nanos, @Nullable Object key, Digest digest) {

    boolean looksLike(BasicFileAttributes now) {
      return bytes == now.size()
          && nanos == modified(now)
          && java.util.Objects.equals(key, now.fileKey());
    }
  }

  private record Digest(String text) {}

  private final Path place;
  private final WatchService service;
  private final Set<Path> registered = new HashSet<>();
  private Map<String, Seen> seen = new HashMap<>();
  private String told = "";

  /// Begins to watch a folder, or a single script.
  public FolderWatch(Path place) throws IOException {
    this.place = place;
    this.service = FileSystems.getDefault().newWatchService();
    register();
    try {
      seen = look();
    } catch (CommandFailure expected) {
      // told when it lasts
    }
  }

  /// Waits for the next change.
  public Change await() throws InterruptedException {
    while (true) {
      WatchKey key = service.poll(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
      if (key != null) {
        settle(key);
      }
      Change change = change();
      if (change != null) {
        return change;
      }
    }
  }

  private void settle(WatchKey first) throws InterruptedException {
    long end = System.nanoTime() + LONGEST_STORM.toNanos();
    WatchKey key = first;
    while (key != null && System.nanoTime() < end) {
      key.pollEvents();
      if (!key.reset()) {
        // its folder is gone; one of the same name may come
        registered.clear();
      }
      key = service.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private @Nullable Change change() throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        register();
        Map<String, Seen> now = look();
        told = "";
        Change change = difference(now);
        seen = now;
        return change.saved().isEmpty() && change.deleted().isEmpty() ? null : change;
      } catch (CommandFailure failure) {
        if (attempt < ATTEMPTS) {
          TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
        } else if (told.equals(failure.failure().message())) {
          return null;
        } else {
          told = failure.failure().message();
          return new Change(List.of(), List.of(), failure);
        }
      }
    }
  }

  private Change difference(Map<String, Seen> now) {
    Set<String> saved = new TreeSet<>();
    now.forEach((path, file) -> {
      Seen before = seen.get(path);
      if (before == null || !before.digest().equals(file.digest())) {
        saved.add(path);
      }
    });
    Set<String> deleted = new TreeSet<>(seen.keySet());
    deleted.removeAll(now.keySet());
    return new Change(List.copyOf(saved), List.copyOf(deleted), null);
  }

  private Map<String, Seen> look() {
    Map<String, Seen> now = new TreeMap<>();
    for (CodebaseFolder.Entry entry : CodebaseFolder.scan(place).entries()) {
      try {
        BasicFileAttributes attributes =
            Files.readAttributes(entry.file(), BasicFileAttributes.class);
        Seen before = seen.get(entry.path());
        Digest digest =
            before != null && before.looksLike(attributes)
                ? before.digest()
                : digest(entry.content());
        now.put(
            entry.path(),
            new Seen(attributes.size(), modified(attributes), attributes.fileKey(), digest));
      } catch (IOException e) {
        throw CommandFailure.usage(entry.file() + ": cannot be read: " + e.getMessage());
      }
    }
    return now;
  }

  private static long modified(BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
  }

  private static Digest digest(byte[] content) {
    try {
      return new Digest(Arrays.toString(MessageDigest.getInstance("SHA-256").digest(content)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Asks for the events of all folders that have none yet.
  private void register() {
    try {
      Path real = place.toRealPath();
      Path top = Files.isDirectory(real) || real.getParent() == null ? real : real.getParent();
      boolean isScript = !Files.isDirectory(real);
      Files.walkFileTree(
          top,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
              boolean isHidden =
                  !folder.equals(top) && String.valueOf(folder.getFileName()).startsWith(".");
              boolean isBeside = isScript && !folder.equals(top);
              if (isHidden || isBeside || registered.size() >= MOST_FOLDERS) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              if (registered.add(folder)) {
                folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException expected) {
      // gone, or more folders than the system watches: looking every second does it
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
