package dev.pipy.codec.compression;

/// How much may come out of a compressed body, against bodies that are small only on the wire.
///
/// @param maxRatio bytes out for each byte in; counts once more than 1 MiB has come out
/// @param maxSize bytes out, whatever came in
public record DecompressionLimit(double maxRatio, long maxSize) {

  /// What may come out whatever the ratio: 1 MiB.
  static final long FREE_SIZE = 1L << 20;

  /// Whether so much out of so much in is too much.
  boolean isExceeded(long bytesIn, long bytesOut) {
    return bytesOut > maxSize || (bytesOut > FREE_SIZE && bytesOut > maxRatio * bytesIn);
  }
}
