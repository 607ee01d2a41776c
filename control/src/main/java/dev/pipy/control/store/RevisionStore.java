package dev.pipy.control.store;

import dev.pipy.codebase.Codebase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Programs, their immutable revisions, and which of them is active.
///
/// A change is whole or absent: whoever opens the store again, after a crash at any moment, sees
/// what was before a call or what came of it. The caller sees to it that one change per program is
/// under way at a time.
public interface RevisionStore extends AutoCloseable {

  /// Revisions of a program that are kept.
  int REVISIONS_KEPT = 100;

  /// All programs that have a revision, by name; also damaged ones.
  List<StoredProgram> programs();

  /// One program.
  Optional<StoredProgram> program(String name);

  /// The readable revisions of a program, newest first; none of an unknown one.
  List<StoredRevision> revisions(String program);

  /// One revision.
  Optional<StoredRevision> revision(String program, long number);

  /// The content of one file of a revision. Throws StoreDamagedException if it is not what was
  /// stored.
  byte[] content(StoredFile file) throws StoreException;

  /// The content of a digest, of any revision or one that waits for its own; null if it is not
  /// here.
  byte @Nullable [] blob(String sha256) throws StoreException;

  /// Contents that are sent before their revision.
  BlobStaging staging();

  /// The files of a revision. Throws StoreDamagedException if one is not what was stored.
  Codebase codebase(StoredRevision revision) throws StoreException;

  /// Keeps the files of a revision to be. It has its number from now on, but nobody sees it before
  /// [#activate]. Throws StoreWriteException if there is no room.
  StoredRevision stage(RevisionDraft draft) throws StoreException;

  /// Gives up a staged revision; its number is free again.
  void discard(StoredRevision staged);

  /// Makes a revision, staged or stored, the active one, and remembers the answer with it. Oldest
  /// revisions beyond the limit go, never the active one nor the one before.
  void activate(StoredRevision revision, Instant time, @Nullable StoredAnswer answer)
      throws StoreException;

  /// Removes a revision and the contents that only it has. Its number is not given again. Neither
  /// the active one nor the one before may be removed.
  void delete(StoredRevision revision) throws StoreException;

  /// Leaves a program without an active revision.
  void deactivate(String program) throws StoreException;

  /// What was answered to a request within the last 24 hours.
  Optional<StoredAnswer> answer(String requestId);

  /// Keeps an answer that changed nothing else.
  void remember(StoredAnswer answer) throws StoreException;

  /// Lets other processes have the store.
  @Override
  void close();
}
