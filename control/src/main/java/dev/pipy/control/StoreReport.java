package dev.pipy.control;

import dev.pipy.control.store.StoreCheck;
import dev.pipy.control.store.StoreException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What `--check-store` prints: the state of one store, or of all in the state directory.
final class StoreReport {

  private static final int MOST_LINES = 100;

  private StoreReport() {}

  /// Returns OK, or STATE if a store has a fault or cannot be read.
  ///
  /// @param folder a store, or a folder that holds stores as `store-PORT`
  static ExitCode print(Path folder, PrintStream out, PrintStream err) throws StartException {
    var code = ExitCode.OK;
    for (var store : stores(folder)) {
      try {
        var report = StoreCheck.run(store);
        print(store, report, out);
        if (!report.faults().isEmpty()) {
          code = ExitCode.STATE;
        }
      } catch (StoreException failure) {
        err.println("pipy: " + failure.getMessage());
        code = ExitCode.STATE;
      }
    }
    return code;
  }

  private static List<Path> stores(Path folder) throws StartException {
    if (Files.exists(folder.resolve("VERSION"))) {
      return List.of(folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      var stores =
          files
              .filter(file -> String.valueOf(file.getFileName()).startsWith("store-"))
              .sorted()
              .toList();
      if (!stores.isEmpty()) {
        return stores;
      }
    } catch (IOException failure) {
      throw new StartException(ExitCode.STATE, folder + ": cannot be read (" + failure + ")");
    }
    throw new StartException(
        ExitCode.STATE, folder + ": holds no store (expected: a folder such as store-6060)");
  }

  private static void print(Path store, StoreCheck.Report report, PrintStream out) {
    list("fault", report.faults(), out);
    list("left over", report.orphans(), out);
    out.printf(
        "%s: %s; %d programs, %d revisions, %d files of %d bytes are whole%s%n",
        store,
        report.faults().isEmpty() ? "ok" : report.faults().size() + " faults",
        report.programs(),
        report.revisions(),
        report.blobs(),
        report.bytes(),
        report.orphans().isEmpty()
            ? ""
            : ", " + report.orphans().size() + " left over (the next start deletes them)");
  }

  private static void list(String kind, List<String> lines, PrintStream out) {
    lines.stream().limit(MOST_LINES).forEach(line -> out.println(kind + ": " + line));
    if (lines.size() > MOST_LINES) {
      out.println(kind + ": and " + (lines.size() - MOST_LINES) + " more");
    }
  }
}
