package dev.pipy.testing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/// What watches every test does so: it would see a blocked worker and a leaked buffer.
final class WatchedTestsTest {

  /// Run by the tests beside it only.
  static final class BlocksAWorker {
    @Test
    void parks() throws InterruptedException {
      var thread = new Thread(() -> LockSupport.parkNanos(1), "pipy-worker-of-this-test");
      thread.start();
      thread.join();
    }
  }

  /// Run by the tests beside it only.
  static final class LeaksABuffer {
    @Test
    void forgets() {
      PooledByteBufAllocator.DEFAULT.directBuffer(8).writeByte(1);
    }
  }

  @Test
  void sees_a_blocked_worker() {
    run(BlocksAWorker.class).testEvents().assertStatistics(counts -> counts.started(1).failed(1));
  }

  @Test
  void sees_a_leaked_buffer() {
    run(LeaksABuffer.class).containerEvents().assertStatistics(counts -> counts.failed(1));
  }

  private static EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .enableImplicitConfigurationParameters(true)
        .selectors(selectClass(tests))
        .execute();
  }
}
