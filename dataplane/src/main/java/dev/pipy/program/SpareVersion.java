package dev.pipy.program;

import org.jspecify.annotations.Nullable;

/// A version that is loaded on all workers and was never started, or none. Changed under the lock
/// of its program, read by any thread.
final class SpareVersion {

  private volatile @Nullable Kept kept;

  private record Kept(Activation activation, Generation.Loaded loaded) {}

  /// Keeps this one; the one before must be gone.
  void keep(Activation activation, Generation.Loaded loaded) {
    kept = new Kept(activation, loaded);
  }

  /// Gives it away, if it is the one that is asked for.
  Generation.@Nullable Loaded take(Activation activation) {
    var found = kept;
    if (found == null
        || found.activation().revision() != activation.revision()
        || !found.activation().main().equals(activation.main())) {
      return null;
    }
    kept = null;
    return found.loaded();
  }

  /// Frees it. Returns whether there was one.
  boolean drop() {
    var found = kept;
    kept = null;
    if (found == null) {
      return false;
    }
    found.loaded().discard();
    return true;
  }

  boolean isEmpty() {
    return kept == null;
  }

  /// Its revision; 0 if there is none.
  long revision() {
    var found = kept;
    return found == null ? 0 : found.activation().revision();
  }
}
