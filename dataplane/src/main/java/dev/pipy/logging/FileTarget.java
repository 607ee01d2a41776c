package dev.pipy.logging;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file, one record a line, moved away when it is large or old.
final class FileTarget extends LogTarget {

  private final TargetSpec.File spec;
  private @Nullable OutputStream out;
  private boolean isFirst = true;
  private long size;
  private long opened;

  FileTarget(TargetSpec.File spec) {
    super("file " + spec.path(), StreamTarget.LIMIT);
    this.spec = spec;
  }

  @Override
  void write(List<byte[]> records) throws IOException {
    for (var record : records) {
      var stream = open(record.length + 1);
      stream.write(record);
      stream.write('\n');
      size += record.length + 1;
    }
    if (out != null) {
      out.flush();
    }
  }

  private OutputStream open(int more) throws IOException {
    var stream = out;
    if (stream != null && isFull(more)) {
      end();
      rotate();
      stream = null;
    }
    if (stream == null) {
      boolean appends = spec.append() || !isFirst;
      stream =
          new BufferedOutputStream(
              Files.newOutputStream(
                  spec.path(),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  appends ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING));
      out = stream;
      isFirst = false;
      size = Files.size(spec.path());
      opened = System.nanoTime();
    }
    return stream;
  }

  private boolean isFull(int more) {
    boolean isLarge = spec.maxSize() > 0 && size > 0 && size + more > spec.maxSize();
    long interval = spec.rotateInterval().toNanos();
    return isLarge || (interval > 0 && System.nanoTime() - opened > interval);
  }

  private void rotate() throws IOException {
    for (int i = spec.maxCount() - 1; i >= 1; i--) {
      var from = i == 1 ? spec.path() : numbered(i - 1);
      if (Files.exists(from)) {
        Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (spec.maxCount() == 1) {
      Files.deleteIfExists(spec.path());
    }
  }

  private Path numbered(int number) {
    return spec.path().resolveSibling(spec.path().getFileName() + "." + number);
  }

  @Override
  void end() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }
}
