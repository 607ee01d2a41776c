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
import org.jspecify.annotations.Nullable;
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
  private final Map<String, Step> next = new ConcurrentHashMap<>();
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
    next.compute(
        program,
        (_, before) -> {
          if (before != null) {
            before.cancel();
          }
          var step = new Step();
          step.begin(() -> load(program, revision, drainLimit, step), settle);
          return step;
        });
  }

  /// A program was stopped, or is another one now.
  void forget(String program) {
    next.computeIfPresent(
        program,
        (_, waiting) -> {
          waiting.cancel();
          return null;
        });
    host.dropWarm(program);
  }

  private void load(String program, long number, Duration drainLimit, Step self) {
    try {
      var revision = store.revision(program, number);
      if (revision.isPresent()
          && host.keepWarm(
              Activator.activation(revision.get(), store.codebase(revision.get()), drainLimit))) {
        LOG.debug("program {} r{} is kept warm", program, number);
        dropLater(program, self);
      }
    } catch (CodebaseException | StoreException | RuntimeException failure) {
      // a rollback to it will say the same in full
      LOG.info("program {} r{} is not kept warm: {}", program, number, failure.getMessage());
    }
  }

  /// Unless another revision was replaced while this one was loaded: that is loaded next then.
  private void dropLater(String program, Step self) {
    var known =
        next.computeIfPresent(
            program,
            (_, newest) -> {
              if (newest == self) {
                self.begin(() -> host.dropWarm(program), keep);
              }
              return newest;
            });
    if (known == null) {
      host.dropWarm(program); // it was forgotten meanwhile
    }
  }

  /// What is done next for a program: a revision is loaded, and freed later.
  private final class Step {

    private @Nullable Future<?> future;

    /// Called where the map of the steps is locked for the program, as is [#cancel].
    void begin(Runnable task, Duration delay) {
      future = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    void cancel() {
      if (future != null) {
        future.cancel(false);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
