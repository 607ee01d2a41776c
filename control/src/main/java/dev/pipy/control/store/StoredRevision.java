package dev.pipy.control.store;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A revision: what it consists of and who made it. Never changes.
///
/// @param program that it belongs to
/// @param number from 1, in the order of deployment
/// @param digest "sha256:" and the digest of the canonical manifest
/// @param main script to start with, relative
/// @param message why; may be empty
/// @param author may be empty
/// @param source where it came from
/// @param labels that who deployed it gave it
/// @param created when it was uploaded
/// @param files sorted by path
public record StoredRevision(
    String program,
    long number,
    String digest,
    String main,
    String message,
    String author,
    RevisionSource source,
    Map<String, String> labels,
    Instant created,
    List<StoredFile> files) {

  /// Copies the collections.
  public StoredRevision {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    files = List.copyOf(files);
  }

  /// Bytes of all files.
  public long totalBytes() {
    return files.stream().mapToLong(StoredFile::size).sum();
  }
}
