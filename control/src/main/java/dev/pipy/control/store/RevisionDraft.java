package dev.pipy.control.store;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
/// @param labels that who deploys it gives it
/// @param created when it was uploaded
/// @param listing the files as a manifest lists them
public record RevisionDraft(
    String program,
    SortedMap<String, byte[]> files,
    String main,
    String message,
    String author,
    RevisionSource source,
    Map<String, String> labels,
    Instant created,
    List<StoredFile> listing) {

  /// Copies the collections.
  public RevisionDraft {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    labels = Map.copyOf(labels);
    listing = List.copyOf(listing);
  }

  /// Makes the listing, which takes the digest of every file.
  public RevisionDraft(
      String program,
      SortedMap<String, byte[]> files,
      String main,
      String message,
      String author,
      RevisionSource source,
      Map<String, String> labels,
      Instant created) {
    this(program, files, main, message, author, source, labels, created, listing(files));
  }

  private static List<StoredFile> listing(SortedMap<String, byte[]> files) {
    return files.entrySet().stream()
        .map(file ->
            new StoredFile(file.getKey(), file.getValue().length, Digest.sha256(file.getValue())))
        .toList();
  }

  /// The digest that the revision will have.
  public String digest() {
    return Digest.ofManifest(listing, main);
  }

  /// The revision that it will be.
  public StoredRevision numbered(long number) {
    return new StoredRevision(
        program, number, digest(), main, message, author, source, labels, created, listing);
  }
}
