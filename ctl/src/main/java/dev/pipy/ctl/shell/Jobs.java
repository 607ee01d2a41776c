package dev.pipy.ctl.shell;

import dev.pipy.ctl.host.Cancellation;
import dev.pipy.ctl.host.Interrupts;
import dev.pipy.ctl.outcome.CommandFailure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;

/// Commands that run while others are typed. Any thread.
final class Jobs implements AutoCloseable {

  private static final int MOST = 16;

  /// One of them.
  ///
  /// @param text the line as it was typed
  record Job(int number, String text, Cancellation cancellation, CountDownLatch ended) {}

  private final Map<Integer, Job> running = new TreeMap<>();
  private final Function<Job, IntConsumer> onEnd;

  /// @param onEnd told of a job's exit code when it has ended, on the job's thread
  Jobs(Function<Job, IntConsumer> onEnd) {
    this.onEnd = onEnd;
  }

  /// Starts one on a thread of its own.
  ///
  /// @param work runs until its interrupts say otherwise, and returns an exit code
  Job start(String text, ToIntFunction<Interrupts> work) {
    Job job;
    synchronized (running) {
      if (running.size() >= MOST) {
        throw CommandFailure.usage(MOST + " jobs run already", "End one: kill NUMBER");
      }
      int number = 1;
      while (running.containsKey(number)) {
        number++;
      }
      job = new Job(number, text, new Cancellation(), new CountDownLatch(1));
      running.put(number, job);
    }
    Thread.ofPlatform().daemon().name("job-" + job.number()).start(() -> run(job, work));
    return job;
  }

  private void run(Job job, ToIntFunction<Interrupts> work) {
    int code = 1;
    try {
      code = work.applyAsInt(job.cancellation());
    } finally {
      synchronized (running) {
        running.remove(job.number());
      }
      job.ended().countDown();
      onEnd.apply(job).accept(code);
    }
  }

  /// Those that run, by number.
  List<Job> running() {
    synchronized (running) {
      return List.copyOf(running.values());
    }
  }

  /// The job of a number; without one, the newest.
  Job named(List<String> words) {
    List<Job> all = running();
    if (all.isEmpty()) {
      throw CommandFailure.usage("no job runs", "Start one: COMMAND &");
    }
    if (words.isEmpty()) {
      return all.getLast();
    }
    String number = words.getFirst().replaceFirst("^%", "");
    return all.stream()
        .filter(job -> String.valueOf(job.number()).equals(number))
        .findFirst()
        .orElseThrow(() -> CommandFailure.usage("no job " + words.getFirst(), "See: jobs"));
  }

  /// Ends all.
  @Override
  public void close() {
    running().forEach(job -> job.cancellation().cancel());
  }
}
