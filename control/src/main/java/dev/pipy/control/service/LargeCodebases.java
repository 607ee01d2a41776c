package dev.pipy.control.service;

import dev.pipy.control.codebase.CodebaseLimits;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/// Bounds how many codebases that are larger than a message are worked on at a time, since each is
/// in memory meanwhile.
final class LargeCodebases {

  private static final int MOST = 2;

  private final Semaphore free = new Semaphore(MOST);

  <T> T bounded(long bytes, CodebaseLimits limits, Callable<T> work) throws Exception {
    if (bytes <= limits.inlineBytes()) {
      return work.call();
    }
    if (!free.tryAcquire()) {
      throw RevisionErrors.tooManyLargeCodebases(MOST);
    }
    try {
      return work.call();
    } finally {
      free.release();
    }
  }
}
