package dev.pipy.bench;

import dev.pipy.metrics.Exposition;
import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.telemetry.HttpVersion;
import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.telemetry.RequestMethod;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.telemetry.UpstreamCounts;
import dev.pipy.worker.Worker;
import io.netty.channel.DefaultEventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What counting costs: one proxied request on its worker, and one scrape with 500 upstreams.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TelemetryBenchmark {

  private static final int[] STATUSES = {200, 404, 502};

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Worker worker = new Worker(0, loop);
  private final ListenerCounts client = new Telemetry(List.of(worker)).of(worker).noListener();
  private final UpstreamCounts server = new Telemetry(List.of(worker)).of(worker).noUpstream();
  private final Telemetry full = new Telemetry(List.of(worker));
  private final String method = "GET";
  private final String protocol = "HTTP/1.1";
  private long count;

  /// Fills one with 500 upstreams.
  public TelemetryBenchmark() {
    for (int i = 0; i < Telemetry.MOST_LABELS; i++) {
      var upstream = full.of(worker).upstream("service-" + i + ".example.com:8080");
      upstream.opened(i * 1000L);
      for (var status : STATUSES) {
        upstream.requests().answered(RequestMethod.GET, HttpVersion.HTTP_1_1, status, i * 100_000L);
      }
    }
  }

  /// All that is counted for a proxied request and its answer, without readings of the clock.
  @Benchmark
  public void proxiedRequest() {
    long nanos = count++ & 0xfffff;
    client.traffic().received(300);
    client.requests().begun();
    server.traffic().sent(300);
    server.traffic().received(500);
    server.requests().answered(RequestMethod.of(method), HttpVersion.ofHead(protocol), 200, nanos);
    client.traffic().sent(500);
    client.requests().answered(RequestMethod.of(method), HttpVersion.ofHead(protocol), 200, nanos);
  }

  /// The one reading of the clock that a request needs beside those that were there before.
  @Benchmark
  public long clock() {
    return System.nanoTime();
  }

  /// GET /metrics, without the network.
  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public String scrape() {
    var snapshot = new MetricSnapshot();
    full.addTo(snapshot);
    return Exposition.PROMETHEUS.text(snapshot.families());
  }

  /// Ends the loop.
  @TearDown
  public void close() {
    loop.shutdownGracefully();
  }
}
