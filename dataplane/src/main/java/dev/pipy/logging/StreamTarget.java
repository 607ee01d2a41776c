package dev.pipy.logging;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// Standard output or standard error, one record a line.
final class StreamTarget extends LogTarget {

  static final long LIMIT = 8L * 1024 * 1024;

  private final PrintStream stream;

  StreamTarget(String name, PrintStream stream) {
    super(name, LIMIT);
    this.stream = stream;
  }

  @Override
  void write(List<byte[]> records) throws IOException {
    for (var record : records) {
      stream.write(record);
      stream.write('\n');
    }
    stream.flush();
  }
}
