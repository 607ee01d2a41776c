package dev.pipy.control;

import dev.pipy.control.remote.RemoteException;
import dev.pipy.control.remote.RemoteFiles;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks again and again whether a codebase on another server has changed, on a thread of its own.
/// While that server is away, what runs runs on; why is told once for each cause.
final class CodebasePoll implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.codebase");

  private final RemoteFiles files;
  private final Duration interval;
  private final Consumer<Map<String, byte[]>> onChange;
  private final Semaphore asked = new Semaphore(0);
  private final Thread thread;
  private volatile boolean isAgain;
  private String problem = "";
  private boolean isKnown;

  /// @param interval between the end of a look and the next one
  /// @param onChange is handed the files when they differ from the last ones
  CodebasePoll(RemoteFiles files, Duration interval, Consumer<Map<String, byte[]>> onChange) {
    this.files = files;
    this.interval = interval;
    this.onChange = onChange;
    this.thread = Thread.ofPlatform().daemon().name("codebase-poll").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Hands the files over at the next look even if they are the same.
  void retry() {
    isAgain = true;
  }

  /// Looks now, and hands the files over even if they are the same.
  void again() {
    retry();
    asked.release();
  }

  private void run() {
    try {
      while (true) {
        if (isAgain) {
          isAgain = false;
          files.forget();
        }
        look();
        if (asked.tryAcquire(interval.toNanos(), TimeUnit.NANOSECONDS)) {
          asked.drainPermits();
        }
      }
    } catch (InterruptedException expected) {
      return; // the server ends
    }
  }

  private void look() throws InterruptedException {
    try {
      files
          .poll()
          .ifPresent(changed -> {
            isKnown = true;
            onChange.accept(changed);
          });
      if (!problem.isEmpty()) {
        LOG.info("{} is there again", files.location());
        problem = "";
      }
    } catch (RemoteException failure) {
      tell(String.valueOf(failure.getMessage()));
    } catch (RuntimeException bug) {
      LOG.atDebug().setCause(bug).log("a look at {} failed", files.location());
      tell(files.location() + ": " + bug);
    }
  }

  private void tell(String text) {
    if (!text.equals(problem)) {
      problem = text;
      LOG.error(
          "{}; {}, asked again every {} s",
          text,
          isKnown ? "the last one that was fetched stays" : "nothing was fetched yet",
          interval.toMillis() / 1000.0);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    files.close();
  }
}
