package dev.pipy.control.store;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/// A process that deploys until it is killed. It says what it is about to make active, then that it
/// has: `want 12`, `done 12`; before that `opens` and `writes`. The number is the first line of the
/// script.
final class StoreWriter {

  private static final int CONTENTS = 7;

  private StoreWriter() {}

  /// Arguments: the store's folder, and the number of the first deploy.
  public static void main(String[] arguments) throws IOException, StoreException {
    try (var out = new FileOutputStream(FileDescriptor.out)) {
      tell(out, "opens");
      var store =
          DirectoryRevisionStore.open(Path.of(arguments[0]), () -> RevisionStoreContract.TIME);
      tell(out, "writes");
      for (int number = Integer.parseInt(arguments[1]); ; number++) {
        deploy(store, number, out);
        if (number % 5 == 0) {
          rollBack(store, out);
        }
        if (number % 3 == 0) {
          deleteOldest(store);
        }
      }
    }
  }

  private static void tell(OutputStream out, String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /// Its contents come and go: some are of earlier revisions, too.
  private static void deploy(RevisionStore store, int number, OutputStream out)
      throws IOException, StoreException {
    tell(out, "want " + number);
    var draft =
        RevisionStoreContract.draft("a", number + "\n" + "x".repeat(number % CONTENTS * 5000));
    // answers stay for a day, and each start reads them: a few will do
    store.activate(
        store.stage(draft), RevisionStoreContract.TIME, number % 4 == 0 ? answer() : null);
    tell(out, "done " + number);
  }

  private static void rollBack(RevisionStore store, OutputStream out)
      throws IOException, StoreException {
    var program = RevisionStoreContract.program(store, "a");
    var previous = program.previous();
    if (previous.isEmpty()) {
      return;
    }
    var revision = store.revision("a", previous.getAsLong()).orElseThrow();
    var number = RevisionStoreContract.main(store, revision).lines().findFirst().orElseThrow();
    tell(out, "want " + number);
    store.activate(revision, RevisionStoreContract.TIME, null);
    tell(out, "done " + number);
  }

  private static StoredAnswer answer() {
    return new StoredAnswer(
        UUID.randomUUID().toString(), "print", RevisionStoreContract.TIME, "answer");
  }

  private static void deleteOldest(RevisionStore store) throws StoreException {
    var program = RevisionStoreContract.program(store, "a");
    var revisions = store.revisions("a");
    var oldest = revisions.getLast();
    if (oldest.number() != program.active() && oldest.number() != program.previous().orElse(0)) {
      store.delete(oldest);
    }
  }
}
