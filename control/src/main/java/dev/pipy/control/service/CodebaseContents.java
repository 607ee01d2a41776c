package dev.pipy.control.service;

import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.v1.ManifestEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/// The contents of files that a request names, out of the message and out of the store.
record CodebaseContents(RevisionStore store) {

  /// All of them by path. Throws BLOBS_MISSING for what nobody has sent. The request comes checked.
  SortedMap<String, byte[]> of(CodebaseCheck codebase) throws StoreException {
    var contents = RequestChecks.files(codebase.files());
    var missing = new ArrayList<String>();
    for (var entry : codebase.manifest()) {
      var content = store.blob(entry.getSha256());
      if (content == null) {
        missing.add(entry.getPath());
      } else {
        checkSize(entry, content.length);
        contents.put(entry.getPath(), content);
      }
    }
    if (!missing.isEmpty()) {
      throw RevisionErrors.blobsMissing(List.copyOf(missing));
    }
    return contents;
  }

  private static void checkSize(ManifestEntry entry, int size) {
    if (entry.getSize() != size) {
      new FieldCheck()
          .violation(
              "manifest",
              "%s: %d bytes (expected: %d, as the content has)"
                  .formatted(entry.getPath(), entry.getSize(), size))
          .orThrow();
    }
  }
}
