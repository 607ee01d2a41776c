package dev.pipy.control.codebase;

/// How large a deployed codebase may be.
///
/// @param totalBytes of all files together
/// @param inlineBytes of files that come within the message
/// @param fileBytes of one file
/// @param files number of them
/// @param pathBytes of one path, in UTF-8
public record CodebaseLimits(
    long totalBytes, long inlineBytes, long fileBytes, int files, int pathBytes) {

  /// 64 MiB in all, 3 MiB of it in one message of 4 MiB, 16 MiB a file, 2000 files, paths of 255
  /// bytes.
  public static final CodebaseLimits DEFAULT =
      new CodebaseLimits(64L << 20, 3L << 20, 16L << 20, 2000, 255);
}
