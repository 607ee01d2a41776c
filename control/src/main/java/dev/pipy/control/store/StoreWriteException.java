package dev.pipy.control.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/// The store cannot keep anything more, for a reason that an operator can do something about. What
/// was stored before is as it was.
public final class StoreWriteException extends StoreException {

  private static final long serialVersionUID = 1;

  /// What is in the way.
  public enum Kind {
    /// A limit of the store's own.
    STORE_FULL,
    /// The disk, a quota on it, or the limit of the process on the size of files.
    DISK_FULL,
    /// A file system or folder that is read-only for this process.
    UNWRITABLE
  }

  private final Kind kind;

  StoreWriteException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  private StoreWriteException(Kind kind, String message, IOException cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// What is in the way.
  public Kind kind() {
    return kind;
  }

  /// The failure that an error of the file system is. Texts are those of the C library: the
  /// platform has no types for them.
  ///
  /// @param what was to be done, and where
  static StoreException of(String what, IOException failure) {
    var said = text(failure);
    var lower = said.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left")
        || lower.contains("quota exceeded")
        || lower.contains("file too large")) {
      return new StoreWriteException(
          Kind.DISK_FULL, what + ": the disk is full (" + said + ")", failure);
    }
    if (failure instanceof AccessDeniedException
        || lower.contains("read-only file system")
        || lower.contains("permission denied")) {
      return new StoreWriteException(
          Kind.UNWRITABLE, what + ": the folder cannot be written to (" + said + ")", failure);
    }
    return new StoreException(what + " (" + said + ")", failure);
  }

  static StoreException of(String what, ReadOnlyFileSystemException failure) {
    return new StoreWriteException(
        Kind.UNWRITABLE, what + ": the file system is read-only (" + failure + ")");
  }

  private static String text(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied: " + failure.getMessage();
    }
    if (failure instanceof FileSystemException at && at.getReason() != null) {
      return at.getReason() + ": " + at.getFile();
    }
    return String.valueOf(failure.getMessage());
  }
}
