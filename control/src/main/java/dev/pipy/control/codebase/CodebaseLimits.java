package dev.pipy.control.codebase;

/// How large a deployed codebase may be.
///
/// @param totalBytes of all files together
/// @param fileBytes of one file
/// @param files number of them
/// @param pathBytes of one path, in UTF-8
public record CodebaseLimits(long totalBytes, long fileBytes, int files, int pathBytes) {

  /// 3 MiB in all, 2000 files, paths of 255 bytes. What fits into one message of 4 MiB.
  public static final CodebaseLimits DEFAULT = new CodebaseLimits(3L << 20, 3L << 20, 2000, 255);
}
