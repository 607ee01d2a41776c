package dev.pipy.filter.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// What a process writes to stderr.
final class ErrorOutput {

  private static final int CHUNK = 16 << 10;
  private static final int MOST_KEPT = 64 << 10;

  private ErrorOutput() {}

  /// Hands it on to the stderr of this process until it ends. Returns its beginning, 64 KiB at
  /// most. On a thread that may wait.
  static byte[] drain(InputStream output) {
    var kept = new ByteArrayOutputStream();
    var chunk = new byte[CHUNK];
    try (output) {
      for (int length = output.read(chunk); length >= 0; length = output.read(chunk)) {
        System.err.write(chunk, 0, length);
        kept.write(chunk, 0, Math.min(length, MOST_KEPT - kept.size()));
      }
    } catch (IOException ended) {
      // no more of it
    }
    System.err.flush();
    return kept.toByteArray();
  }
}
