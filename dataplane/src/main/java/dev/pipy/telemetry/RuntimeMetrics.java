package dev.pipy.telemetry;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the JVM and the system say of this process, under the names that Prometheus' own library
/// for Java uses. Any thread that may block.
public final class RuntimeMetrics {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private RuntimeMetrics() {}

  /// Adds all to a snapshot.
  public static void addTo(MetricSnapshot snapshot) {
    addMemory(snapshot);
    addCollections(snapshot);
    addThreads(snapshot);
    addProcess(snapshot);
    addBuffers(snapshot);
    var runtime = ManagementFactory.getRuntimeMXBean();
    snapshot.add(
        BuiltinMetric.JVM_RUNTIME_INFO,
        1,
        runtime.getVmName(),
        runtime.getVmVendor(),
        runtime.getVmVersion());
    snapshot.add(BuiltinMetric.PROCESS_START_TIME, runtime.getStartTime() / MILLIS);
  }

  private static void addMemory(MetricSnapshot snapshot) {
    var memory = ManagementFactory.getMemoryMXBean();
    addArea(snapshot, "heap", memory.getHeapMemoryUsage());
    addArea(snapshot, "nonheap", memory.getNonHeapMemoryUsage());
    for (var pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      snapshot.add(BuiltinMetric.JVM_BUFFER_POOL_USED, pool.getMemoryUsed(), pool.getName());
    }
  }

  private static void addArea(MetricSnapshot snapshot, String area, MemoryUsage usage) {
    snapshot.add(BuiltinMetric.JVM_MEMORY_USED, usage.getUsed(), area);
    snapshot.add(BuiltinMetric.JVM_MEMORY_COMMITTED, usage.getCommitted(), area);
    snapshot.add(BuiltinMetric.JVM_MEMORY_MAX, usage.getMax(), area); // -1: there is no limit
  }

  private static void addCollections(MetricSnapshot snapshot) {
    for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      snapshot.addCells(
          BuiltinMetric.JVM_GC,
          new double[] {collector.getCollectionCount(), collector.getCollectionTime() / MILLIS},
          collector.getName());
    }
  }

  private static void addThreads(MetricSnapshot snapshot) {
    var threads = ManagementFactory.getThreadMXBean();
    snapshot.add(BuiltinMetric.JVM_THREADS, threads.getThreadCount());
    snapshot.add(BuiltinMetric.JVM_THREADS_DAEMON, threads.getDaemonThreadCount());
    snapshot.add(BuiltinMetric.JVM_THREADS_PEAK, threads.getPeakThreadCount());
    snapshot.add(
        BuiltinMetric.JVM_CLASSES, ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
  }

  private static void addProcess(MetricSnapshot snapshot) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      snapshot.add(BuiltinMetric.PROCESS_CPU, system.getProcessCpuTime() / NANOS);
      snapshot.add(BuiltinMetric.PROCESS_OPEN_FDS, system.getOpenFileDescriptorCount());
      snapshot.add(BuiltinMetric.PROCESS_MAX_FDS, system.getMaxFileDescriptorCount());
    }
    if (!Files.isReadable(STATUS)) {
      return; // no Linux
    }
    try {
      for (var line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          snapshot.add(BuiltinMetric.PROCESS_RESIDENT_MEMORY, kibibytes(line));
        } else if (line.startsWith("VmSize:")) {
          snapshot.add(BuiltinMetric.PROCESS_VIRTUAL_MEMORY, kibibytes(line));
        }
      }
    } catch (IOException expected) {
      return; // not told, not shown
    }
  }

  private static double kibibytes(String line) {
    return Double.parseDouble(line.replaceAll("\\D", "")) * 1024;
  }

  private static void addBuffers(MetricSnapshot snapshot) {
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator) {
      var metric = allocator.metric();
      snapshot.add(BuiltinMetric.BUFFER_BYTES, metric.usedDirectMemory(), "direct");
      snapshot.add(BuiltinMetric.BUFFER_BYTES, metric.usedHeapMemory(), "heap");
    }
  }
}
