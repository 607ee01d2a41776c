package dev.pipy.testing;

import dev.pipy.pipeline.OutboundView;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.worker.Worker;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A program without scripts, on a loop that runs when it is told to, with a clock that stands
/// still until it is moved.
public final class TestHost implements PipelineHost, AutoCloseable {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Worker worker = new Worker(0, channel.eventLoop());
  private final List<SharedResource> resources = new ArrayList<>();
  private final Set<OutboundView> outbounds = new LinkedHashSet<>();
  private final List<String> bugs = new ArrayList<>();
  private final Map<Class<?>, Object> services = new HashMap<>();
  private boolean isDraining;
  private boolean isStopping;

  /// The clock stands still.
  public TestHost() {
    channel.freezeTime();
    offer(Telemetry.class, new Telemetry(List.of(worker)));
  }

  @Override
  public Worker worker() {
    return worker;
  }

  @Override
  public StreamContext newContext() {
    return new TestContext();
  }

  @Override
  public void keep(SharedResource resource) {
    resources.add(resource);
  }

  @Override
  public <T> T service(Class<T> type) {
    var service = services.get(type);
    if (service == null) {
      throw new IllegalStateException("no service of type " + type.getName());
    }
    return type.cast(service);
  }

  @Override
  public Set<OutboundView> outbounds() {
    return outbounds;
  }

  @Override
  public boolean isDraining() {
    return isDraining;
  }

  @Override
  public boolean isStopping() {
    return isStopping;
  }

  @Override
  public void reportBug(String where, RuntimeException bug) {
    bugs.add(where + ": " + bug);
  }

  /// Offers a service to filters that are linked from now on.
  public <T> void offer(Class<T> type, T service) {
    services.put(type, service);
  }

  /// What filters reported against themselves.
  public List<String> bugs() {
    return List.copyOf(bugs);
  }

  /// Runs what the loop was given, until nothing is left.
  public void runLoop() {
    channel.runPendingTasks();
  }

  /// Moves the clock and runs what has become due.
  public void advance(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /// Says that the program is being stopped for good.
  public void stop() {
    isStopping = true;
    drain();
  }

  /// Starts draining the generation.
  public void drain() {
    isDraining = true;
    List.copyOf(resources).forEach(SharedResource::drain);
  }

  /// Ends the generation.
  @Override
  public void close() {
    resources.forEach(SharedResource::close);
    runLoop();
  }
}
