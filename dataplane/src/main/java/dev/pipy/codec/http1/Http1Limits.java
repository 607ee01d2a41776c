package dev.pipy.codec.http1;

/// How much of a message's syntax is taken. Bodies are not limited here: they are not buffered.
///
/// @param startLineBytes longest start line, line end not counted; beyond it 414
/// @param headBytes start line and header fields together, line ends included; beyond it 431
/// @param fieldCount most fields in a head, and most in a tail; beyond it 431
/// @param chunkLineBytes longest chunk-size line with its extensions; beyond it 400
/// @param trailerBytes trailer fields together, line ends included; beyond it 431
public record Http1Limits(
    int startLineBytes, int headBytes, int fieldCount, int chunkLineBytes, int trailerBytes) {

  /// 16 KiB start line, 64 KiB head, 200 fields, 4 KiB chunk line, 16 KiB trailers.
  public static final Http1Limits DEFAULT =
      new Http1Limits(16 << 10, 64 << 10, 200, 4 << 10, 16 << 10);

  /// Checks that every limit lets something through.
  public Http1Limits {
    requirePositive("startLineBytes", startLineBytes);
    requirePositive("headBytes", headBytes);
    requirePositive("fieldCount", fieldCount);
    requirePositive("chunkLineBytes", chunkLineBytes);
    requirePositive("trailerBytes", trailerBytes);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
    }
  }

  /// The same limits with another size of heads, start line included.
  public Http1Limits withHeadBytes(int bytes) {
    return new Http1Limits(
        Math.min(startLineBytes, bytes), bytes, fieldCount, chunkLineBytes, trailerBytes);
  }
}
