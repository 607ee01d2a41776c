package dev.pipy.control.store;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A codebase that is to become a revision. Its files are taken over by reference.
///
/// @param program that it is for
/// @param files content by relative path
/// @param main script to start with, relative
/// @param message why; may be empty
/// @param author may be empty
/// @param source where it came from
/// @param created when it was uploaded
public record RevisionDraft(
    String program,
    SortedMap<String, byte[]> files,
    String main,
    String message,
    String author,
    RevisionSource source,
    Instant created) {

  /// Copies the map.
  public RevisionDraft {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /// The files as a manifest lists them.
  public List<StoredFile> listing() {
    return files.entrySet().stream()
        .map(file ->
            new StoredFile(file.getKey(), file.getValue().length, Digest.sha256(file.getValue())))
        .toList();
  }

  /// The digest that the revision will have.
  public String digest() {
    return Digest.ofManifest(listing(), main);
  }
}
