package dev.pipy.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// What Linux and the JVM say about a running process.
public record ProcessFigures(long pid) {

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern IGNORED = Pattern.compile("SigIgn:\\s+(\\p{XDigit}+)");
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  /// Whether there is a /proc to read.
  public static boolean areKnown() {
    return Files.isReadable(Path.of("/proc/self/status"));
  }

  /// Whether this process, and so those that it starts, ignore SIGHUP or SIGINT, as under nohup or
  /// in the background of a script.
  static boolean ignoreSignals() {
    try {
      var ignored = IGNORED.matcher(Files.readString(Path.of("/proc/self/status")));
      return ignored.find() && (Long.parseUnsignedLong(ignored.group(1), 16) & 3) != 0;
    } catch (IOException notLinux) {
      return false;
    }
  }

  /// Bytes of physical memory (VmRSS).
  public long memory() {
    try {
      var status = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      if (!status.find()) {
        throw new AssertionError("process " + pid + " has no memory");
      }
      return Long.parseLong(status.group(1)) << 10;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Open file descriptors.
  public long descriptors() {
    try (var open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return open.count();
    } catch (NoSuchFileException gone) {
      throw new AssertionError("process " + pid + " is gone", gone);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Bytes of live objects, after a full collection.
  public long liveHeap() {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    var histogram = Command.of(jcmd.toString(), "" + pid, "GC.class_histogram").run();
    var total = TOTAL.matcher(histogram.out());
    if (!total.find()) {
      throw new AssertionError("no histogram of " + pid + ":\n" + histogram.all());
    }
    return Long.parseLong(total.group(1));
  }
}
