package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeployPhase;
import dev.pipy.ctl.output.Output;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Says what goes on, on stderr, once it has taken so long that somebody may wonder.
final class Progress implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Output output;
  private final CountDownLatch closed = new CountDownLatch(1);
  private String now = "";
  private boolean isLong;
  private long toldNanos;

  Progress(Output output) {
    this(output, PATIENCE);
  }

  /// @param patience how long nothing is said
  Progress(Output output, Duration patience) {
    this.output = output;
    Thread.ofVirtual().name("progress").start(() -> waitFor(patience));
  }

  private void waitFor(Duration patience) {
    try {
      if (!closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        takesLong();
      }
    } catch (InterruptedException expected) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void takesLong() {
    isLong = true;
    tell();
  }

  /// A phase of the server's begins.
  void phase(DeployPhase phase) {
    switch (phase) {
      case DEPLOY_PHASE_VALIDATING -> begins("Validating");
      case DEPLOY_PHASE_PREPARING -> begins("Preparing: loading scripts, binding ports");
      case DEPLOY_PHASE_ACTIVATING -> begins("Activating");
      case DEPLOY_PHASE_UPLOADED,
          DEPLOY_PHASE_ACTIVE,
          DEPLOY_PHASE_FAILED,
          DEPLOY_PHASE_UNSPECIFIED,
          UNRECOGNIZED -> {}
    }
  }

  /// Something new begins.
  synchronized void begins(String text) {
    now = text;
    if (isLong) {
      tell();
    }
  }

  /// The same goes on; said at most once a second.
  synchronized void continues(String text) {
    now = text;
    if (isLong && System.nanoTime() - toldNanos > EACH_NANOS) {
      tell();
    }
  }

  private void tell() {
    if (!now.isEmpty() && closed.getCount() > 0) {
      output.note(now);
      toldNanos = System.nanoTime();
    }
  }

  /// Nothing more is to be said.
  void ends() {
    closed.countDown();
  }

  @Override
  public void close() {
    ends();
  }
}
