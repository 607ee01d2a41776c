package dev.pipy.control.service;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.v1.DrainState;
import dev.pipy.control.v1.Event;
import dev.pipy.program.Inspection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a server out of service without ending it, and puts it back. Readiness goes off first; a
/// while later clients are let go, with ports open; what is left at the end is cut. Any thread;
/// what takes time happens on one of its own.
public final class ServerDrain implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final ProgramHost host;
  private final ProgramHealth health;
  private final EventLog events;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("server-drain").factory());
  private @Nullable Run current;

  /// One drain; a later one takes its place.
  private static final class Run {

    private final Instant since;
    private final Instant deadline;
    private DrainState.Phase phase = DrainState.Phase.PHASE_WAITING;
    private long cut;

    Run(Instant since, Instant deadline) {
      this.since = since;
      this.deadline = deadline;
    }
  }

  /// In service.
  public ServerDrain(ProgramHost host, ProgramHealth health, EventLog events, InstantSource clock) {
    this.host = host;
    this.health = health;
    this.events = events;
    this.clock = clock;
    // no thread while nothing is to do
    thread.setKeepAliveTime(1, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
  }

  /// Takes it out of service. Returns whether it was already.
  ///
  /// @param delay how long clients may stay yet
  /// @param timeout after that, until what is left is cut
  /// @param reason who and why, in the caller's words; may be empty
  synchronized boolean begin(Duration delay, Duration timeout, String reason) {
    boolean was = current != null;
    var now = clock.instant();
    var run = new Run(now, now.plus(delay).plus(timeout));
    current = run;
    health.outOfService(true);
    var text = "out of service" + (reason.isEmpty() ? "" : ": " + reason);
    LOG.info("The server is {}", text);
    events.add(
        Event.Kind.KIND_SERVER_DRAINING,
        Event.newBuilder().setConnections(host.connections()).setText(text));
    later(() -> letGo(run), delay);
    return was;
  }

  /// What fails is told; somebody who looks at the drain sees that it does not get on.
  private void later(Runnable step, Duration delay) {
    thread.schedule(
        () -> {
          try {
            step.run();
          } catch (RuntimeException failure) {
            LOG.error("a step of the drain failed", failure);
          }
        },
        delay.toNanos(),
        TimeUnit.NANOSECONDS);
  }

  private synchronized boolean isPast(Run run, DrainState.Phase phase) {
    if (run == current) {
      run.phase = phase;
      return false;
    }
    return true;
  }

  private void letGo(Run run) {
    if (isPast(run, DrainState.Phase.PHASE_DRAINING)) {
      return;
    }
    host.windDown(true);
    look(run);
  }

  private void look(Run run) {
    if (isPast(run, DrainState.Phase.PHASE_DRAINING)) {
      return;
    }
    long left = host.connections();
    if (left > 0 && clock.instant().isBefore(run.deadline)) {
      later(() -> look(run), BETWEEN_LOOKS);
      return;
    }
    long cut = left == 0 ? 0 : cut();
    synchronized (this) {
      run.cut = cut;
      if (isPast(run, DrainState.Phase.PHASE_DRAINED)) {
        return;
      }
    }
    LOG.info("The server has drained, {} connections were cut", cut);
    events.add(
        Event.Kind.KIND_SERVER_DRAINED,
        Event.newBuilder()
            .setConnections(cut)
            .setText("no connection is left; " + cut + " were cut"));
  }

  private long cut() {
    var all = new Inspection.Selection("", "", Set.of());
    return host.inspection().close(all).items().stream().mapToLong(Integer::longValue).sum();
  }

  /// Puts it back. Returns how long it was out of service; null if it was not.
  synchronized @Nullable Duration end() {
    var run = current;
    if (run == null) {
      return null;
    }
    current = null;
    // behind whatever the drain has yet to do, so that it has the last word
    later(() -> host.windDown(false), Duration.ZERO);
    health.outOfService(false);
    LOG.info("The server is in service again");
    events.add(
        Event.Kind.KIND_SERVER_READY, Event.newBuilder().setText("in service again after a drain"));
    return Duration.between(run.since, clock.instant());
  }

  /// How far it is; null in service.
  synchronized @Nullable DrainState state() {
    var run = current;
    return run == null
        ? null
        : DrainState.newBuilder()
            .setPhase(run.phase)
            .setSince(Messages.of(run.since))
            .setDeadline(Messages.of(run.deadline))
            .setConnections(host.connections())
            .setCutConnections(run.cut)
            .build();
  }

  /// Whether it is out of service.
  public synchronized boolean isOn() {
    return current != null;
  }

  /// Leaves everything as it is.
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
