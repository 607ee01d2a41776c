package dev.pipy.control.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// Where lines go and how they look.
///
/// @param form text or JSON
/// @param file that lines are appended to; null for standard error
/// @param instance names this process in JSON; may be empty
/// @param journal what systemd says of the stream to its journal ("device:inode"); may be empty
public record LogOutput(LogForm form, @Nullable Path file, String instance, String journal) {

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  LogFormat format() {
    return switch (form) {
      case JSON -> new JsonLines(instance);
      case TEXT -> new TextLines(ZoneId.systemDefault(), file == null && isJournal());
    };
  }

  /// Whether standard error still leads to the journal, rather than to where somebody redirected it
  /// (systemd.exec(5), JOURNAL_STREAM).
  private boolean isJournal() {
    if (journal.isEmpty()) {
      return false;
    }
    try {
      var stream = Files.readAttributes(STANDARD_ERROR, "unix:dev,ino");
      return journal.equals(stream.get("dev") + ":" + stream.get("ino"));
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException expected) {
      return false; // no such system
    }
  }

  OutputStream open() throws IOException {
    return file == null
        ? standardError() // not System.err, which locks and flushes each piece
        : Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  static OutputStream standardError() {
    return new FileOutputStream(FileDescriptor.err) {
      @Override
      public void close() {
        // others write there, too
      }
    };
  }
}
