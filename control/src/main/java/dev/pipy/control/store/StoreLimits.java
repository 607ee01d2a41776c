package dev.pipy.control.store;

import java.time.Duration;

/// How much a store takes, so that nobody who may deploy can fill a disk.
///
/// @param bytes contents of all revisions together, equal ones counted once
/// @param programs number of them
/// @param blobBytes of one content that is sent on its own
/// @param stagedBytes contents that wait for a revision, those that are being sent included
/// @param stagedBlobs number of them
/// @param stagedLifetime how long one waits before it is deleted
public record StoreLimits(
    long bytes,
    int programs,
    long blobBytes,
    long stagedBytes,
    int stagedBlobs,
    Duration stagedLifetime) {

  /// 4 GiB, 1000 programs; 16 MiB a content; 256 MiB and 20,000 of them for an hour.
  public static final StoreLimits DEFAULT =
      new StoreLimits(4L << 30, 1000, 16L << 20, 256L << 20, 20_000, Duration.ofHours(1));
}
