package dev.pipy.control.metrics;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricFamily;
import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.metrics.OriginalNames;
import dev.pipy.metrics.SharedMetrics;
import java.util.List;
import java.util.function.LongSupplier;

/// All metrics of the process, those of the data plane and of the control side. Any thread that is
/// no event loop; callers are served one after the other, so that many of them cost no more than
/// one processor.
public final class ServerMetrics {

  private final ProgramHost host;
  private final String version;
  private final LongSupplier droppedLines;
  private final boolean addsOriginalNames;
  private final SharedMetrics counts = new SharedMetrics();
  private volatile Digests digests = (_, _) -> "";

  /// Knows what revisions consist of.
  @FunctionalInterface
  public interface Digests {

    /// The digest of a stored revision; empty if there is none.
    String of(String program, long revision);
  }

  /// @param version of this program
  /// @param droppedLines log lines that were dropped so far
  public ServerMetrics(ProgramHost host, String version, LongSupplier droppedLines) {
    this(host, version, droppedLines, false);
  }

  /// @param version of this program
  /// @param droppedLines log lines that were dropped so far
  /// @param addsOriginalNames whether numbers are there under the original's names, too
  public ServerMetrics(
      ProgramHost host, String version, LongSupplier droppedLines, boolean addsOriginalNames) {
    this.addsOriginalNames = addsOriginalNames;
    this.host = host;
    this.version = version;
    this.droppedLines = droppedLines;
  }

  /// Where the control side counts.
  public SharedMetrics counts() {
    return counts;
  }

  /// Says where digests are found.
  public void digests(Digests source) {
    digests = source;
  }

  /// All metrics that have numbers, by name. Waits for event loops at most a second.
  public synchronized List<MetricFamily> gather() {
    MetricSnapshot snapshot = host.metrics();
    counts.addTo(snapshot);
    snapshot.add(BuiltinMetric.TARGET_INFO, 1, "pipy", version);
    snapshot.add(
        BuiltinMetric.BUILD_INFO,
        1,
        version,
        Runtime.version().toString(),
        host.scriptEngineVersion());
    snapshot.add(BuiltinMetric.LOG_DROPPED, droppedLines.getAsLong());
    for (var program : host.programs()) {
      snapshot.add(
          BuiltinMetric.CODEBASE_INFO,
          1,
          program.program(),
          String.valueOf(program.revision()),
          digests.of(program.program(), program.revision()));
    }
    var families = snapshot.families();
    return addsOriginalNames ? OriginalNames.addedTo(families) : families;
  }
}
