package dev.pipy.filter.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.Await;
import dev.pipy.worker.ChildProcesses;
import dev.pipy.worker.WorkerGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ChildProcessTest {

  private static final WorkerGroup WORKERS = new WorkerGroup(1);

  private final AtomicInteger received = new AtomicInteger();
  private volatile long pid;
  private volatile boolean isOver;

  @AfterAll
  static void end_workers() {
    WORKERS.close();
  }

  private final ChildProcess.Owner owner =
      new ChildProcess.Owner() {
        @Override
        public void started(long id) {
          pid = id;
        }

        @Override
        public void failed(String why) {
          throw new AssertionError(why);
        }

        @Override
        public void output(byte[] bytes) {
          received.addAndGet(bytes.length);
        }

        @Override
        public void exited(int code, byte[] errors) {
          isOver = true;
        }
      };

  private static void onLoop(Runnable work) throws Exception {
    WORKERS.workers().getFirst().loop().submit(work).get(10, TimeUnit.SECONDS);
  }

  @Test
  void gives_out_what_is_read_long_after_the_process_has_ended() throws Exception {
    // given: a reader that rests
    var process =
        new ChildProcess(
            WORKERS.workers().getFirst(), WORKERS.blocking(), new ChildProcesses(1), false, owner);
    onLoop(() -> {
      process.pauseReading();
      process.start(new ProcessBuilder("head", "-c", "60000", "/dev/zero"));
    });

    // when: it has ended, longer ago than its output may be quiet
    Await.until(
        "ended", () -> pid != 0 && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    long ended = System.nanoTime();
    Await.until("later", () -> System.nanoTime() - ended > Duration.ofMillis(1500).toNanos());
    assertThat(isOver).isFalse();
    onLoop(process::resumeReading);

    // then
    Await.until("over", () -> isOver);
    assertThat(received).hasValue(60_000);
  }
}
