package dev.pipy.filter.file;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A file that is written to, opened at the first write, and put aside when it is large or old: the
/// last one as `file.1`, the one before as `file.2`. Blocks, so never on a worker; any other
/// thread, one at a time.
final class FileTarget {

  private final String path;
  private final Rules rules;
  private @Nullable OutputStream output;
  private long size;
  private long openedAt;
  private int users;
  private boolean hasOpened;

  /// What was asked for.
  ///
  /// @param append whether to keep what is in the file at the first write
  /// @param maxFileSize bytes; 0 for any number
  /// @param maxFileCount files put aside that are kept
  /// @param rotateInterval zero for ever
  record Rules(boolean append, long maxFileSize, int maxFileCount, Duration rotateInterval) {}

  /// @param path `-` is the standard output of this process
  FileTarget(String path, Rules rules) {
    this.path = path;
    this.rules = rules;
  }

  /// Somebody writes for the first time.
  synchronized void joinBlocking(byte[] bytes) throws IOException {
    users++;
    writeBlocking(bytes);
  }

  /// Somebody writes no more; the last one closes the file.
  synchronized void leaveBlocking() throws IOException {
    users--;
    if (users == 0) {
      closeBlocking();
    }
  }

  /// Writes all of `bytes`.
  synchronized void writeBlocking(byte[] bytes) throws IOException {
    if (path.equals("-")) {
      writeToStandardOutput(bytes);
      return;
    }
    var open = output;
    if (open != null && isDue(bytes.length)) {
      closeBlocking();
      putAside();
      open = null;
    }
    if (open == null) {
      open = open();
    }
    open.write(bytes);
    size += bytes.length;
  }

  private static void writeToStandardOutput(byte[] bytes) throws IOException {
    // not closed: it is not ours
    new FileOutputStream(FileDescriptor.out).write(bytes);
  }

  private OutputStream open() throws IOException {
    var file = Path.of(path);
    boolean appends = rules.append() || hasOpened;
    var opened =
        Files.newOutputStream(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            appends ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
    output = opened;
    hasOpened = true;
    size = Files.size(file);
    openedAt = System.nanoTime();
    return opened;
  }

  private boolean isDue(int more) {
    boolean isLarge = rules.maxFileSize() > 0 && size > 0 && size + more > rules.maxFileSize();
    boolean isOld =
        rules.rotateInterval().isPositive()
            && System.nanoTime() - openedAt >= rules.rotateInterval().toNanos();
    return isLarge || isOld;
  }

  private void putAside() throws IOException {
    int count = rules.maxFileCount();
    for (int i = count - 1; i >= 1; i--) {
      var older = Path.of(path + "." + i);
      if (Files.exists(older)) {
        Files.move(older, Path.of(path + "." + (i + 1)), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (count > 0) {
      Files.move(Path.of(path), Path.of(path + ".1"), StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(Path.of(path));
    }
  }

  private void closeBlocking() throws IOException {
    var open = output;
    output = null;
    if (open != null) {
      open.close();
    }
  }
}
