package dev.pipy.control.service;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the revision that ran before loaded for a while, so that a rollback to it takes
/// milliseconds. It is loaded anew, since what has run has a state and clients of its own; a moment
/// after the swap, so that many swaps in a row load nothing twice. Any thread.
final class WarmRevisions implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");

  private final ProgramHost host;
  private final RevisionStore store;
  private final Duration settle;
  private final Duration keep;
  private final Map<String, Future<?>> next = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("warm-revisions").factory());

  /// Keeps nothing yet.
  ///
  /// @param settle from a swap until the revision before is loaded again
  /// @param keep from then on until it is freed; zero: nothing is ever kept
  WarmRevisions(ProgramHost host, RevisionStore store, Duration settle, Duration keep) {
    this.host = host;
    this.store = store;
    this.settle = settle;
    this.keep = keep;
    thread.setRemoveOnCancelPolicy(true);
  }

  /// A revision was replaced.
  void replaced(String program, long revision, Duration drainLimit) {
    if (keep.isZero() || revision == 0) {
      forget(program);
      return;
    }
    schedule(program, () -> load(program, revision, drainLimit), settle);
  }

  /// A program was stopped, or is another one now.
  void forget(String program) {
    var waiting = next.remove(program);
    if (waiting != null) {
      waiting.cancel(false);
    }
    host.dropWarm(program);
  }

  private void load(String program, long number, Duration drainLimit) {
    try {
      var revision = store.revision(program, number);
      if (revision.isPresent()
          && host.keepWarm(
              Activator.activation(revision.get(), store.codebase(revision.get()), drainLimit))) {
        LOG.debug("program {} r{} is kept warm", program, number);
        schedule(program, () -> host.dropWarm(program), keep);
      }
    } catch (CodebaseException | StoreException | RuntimeException failure) {
      // a rollback to it will say the same in full
      LOG.info("program {} r{} is not kept warm: {}", program, number, failure.getMessage());
    }
  }

  private void schedule(String program, Runnable step, Duration delay) {
    var before = next.put(program, thread.schedule(step, delay.toNanos(), TimeUnit.NANOSECONDS));
    if (before != null) {
      before.cancel(false);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
