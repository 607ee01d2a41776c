package dev.pipy.logging;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// Standard output or standard error, one record a line, or records as they are.
final class StreamTarget extends LogTarget {

  static final long LIMIT = 8L * 1024 * 1024;

  private final PrintStream stream;
  private final boolean isRaw;

  StreamTarget(String name, PrintStream stream, boolean isRaw) {
    super(name, LIMIT);
    this.stream = stream;
    this.isRaw = isRaw;
  }

  @Override
  void write(List<byte[]> records) throws IOException {
    for (var record : records) {
      stream.write(record);
      if (!isRaw) {
        stream.write('\n');
      }
    }
    stream.flush();
  }
}
