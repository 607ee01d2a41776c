package dev.pipy.logging;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The targets of the process, each there as long as somebody uses it. Any thread.
public final class LogTargets implements AutoCloseable {

  private static final int MOST = 64;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

  private final Map<TargetSpec, Use> uses = new HashMap<>();

  /// Nobody uses these any more, but they have records still.
  private final List<LogTarget> ending = new ArrayList<>();

  /// A target and how many use it.
  private static final class Use {
    private final LogTarget target;
    private int count;

    Use(LogTarget target) {
      this.target = target;
    }
  }

  /// A way to write to a target.
  public final class Handle implements AutoCloseable {

    private final TargetSpec spec;
    private final LogTarget target;
    private boolean isClosed;

    private Handle(TargetSpec spec, LogTarget target) {
      this.spec = spec;
      this.target = target;
    }

    /// Takes a record, which the caller must not change any more; drops it if too much waits
    /// already. Never waits itself.
    public void write(byte[] record) {
      target.offer(record);
    }

    /// Ends the use. What was taken is written still.
    @Override
    public void close() {
      if (!isClosed) {
        isClosed = true;
        release(spec);
      }
    }
  }

  /// Starts to use a target. Throws [IllegalArgumentException] with a message for users.
  public synchronized Handle acquire(TargetSpec spec) {
    var use = uses.get(spec);
    if (use == null) {
      if (uses.size() >= MOST) {
        throw new IllegalArgumentException("there are " + MOST + " log targets already");
      }
      use = new Use(open(spec).started());
      uses.put(spec, use);
    }
    use.count++;
    return new Handle(spec, use.target);
  }

  private static LogTarget open(TargetSpec spec) {
    try {
      return switch (spec) {
        case TargetSpec.Stream stream ->
            stream.isError()
                ? new StreamTarget("stderr", System.err, stream.isRaw())
                : new StreamTarget("stdout", System.out, stream.isRaw());
        case TargetSpec.File file -> new FileTarget(file);
        case TargetSpec.Http http -> new HttpTarget(http);
        case TargetSpec.Syslog syslog -> new SyslogTarget(syslog);
      };
    } catch (IOException failure) {
      throw new IllegalArgumentException("log target: " + failure.getMessage(), failure);
    }
  }

  private synchronized void release(TargetSpec spec) {
    var use = uses.get(spec);
    if (use != null && --use.count == 0) {
      uses.remove(spec);
      use.target.close();
      ending.removeIf(LogTarget::hasEnded);
      ending.add(use.target);
    }
  }

  /// Writes what waits, for a few seconds at most. Not on a worker.
  @Override
  public void close() {
    List<LogTarget> open;
    synchronized (this) {
      open = new ArrayList<>(ending);
      uses.values().forEach(use -> open.add(use.target));
      uses.clear();
      ending.clear();
    }
    open.forEach(LogTarget::close);
    long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
    open.forEach(target -> target.await(Duration.ofNanos(deadline - System.nanoTime())));
  }
}
