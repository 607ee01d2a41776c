package dev.pipy.control.service;

import dev.pipy.codebase.SourceLocation;
import dev.pipy.inspect.Tap;
import dev.pipy.inspect.TapOptions;
import dev.pipy.program.ConnectionStatus;
import dev.pipy.program.GenerationStatus;
import dev.pipy.program.Inspection;
import dev.pipy.program.ProgramGraph;
import dev.pipy.program.StatsSession;
import dev.pipy.program.TapSession;
import dev.pipy.program.TooManyTapsException;
import dev.pipy.program.UpstreamStatus;
import dev.pipy.telemetry.UpstreamSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Three connections, and sessions that show what a test gives them. Notes what was asked of it.
public final class FakeInspection implements Inspection {

  static final ProgramGraph.Pipeline PIPELINE =
      new ProgramGraph.Pipeline(
          "/main.js:request",
          ProgramGraph.Kind.NAMED,
          "request",
          new SourceLocation("/main.js", 9, 3),
          List.of());

  final BlockingQueue<Selection> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<TapPlace> places = new LinkedBlockingQueue<>();
  final BlockingQueue<TapOptions> options = new LinkedBlockingQueue<>();
  final BlockingQueue<Tap.Item> items = new LinkedBlockingQueue<>();
  final CountDownLatch tapClosed = new CountDownLatch(1);
  final CountDownLatch statsClosed = new CountDownLatch(1);
  volatile boolean isFull;
  volatile boolean isStopped;

  @Override
  public Listing<ConnectionStatus> connections(Selection selection, long afterId, int limit) {
    var found =
        LongStream.rangeClosed(1, 3)
            .filter(id -> id > afterId)
            .limit(limit)
            .mapToObj(id ->
                new ConnectionStatus(
                    id,
                    "a",
                    "0.0.0.0:8000",
                    "127.0.0.1:5000" + id,
                    4,
                    3,
                    id == 1,
                    0,
                    Instant.EPOCH,
                    10,
                    20))
            .toList();
    return new Listing<>(found, List.of(1));
  }

  @Override
  public Listing<Integer> close(Selection selection) {
    closed.add(selection);
    return new Listing<>(List.of(2, 1), List.of());
  }

  @Override
  public List<UpstreamSummary> targets() {
    return List.of(
        new UpstreamSummary("10.0.0.1:80", 2, 9, 0, null),
        new UpstreamSummary(
            "10.0.0.2:80",
            0,
            0,
            3,
            new UpstreamSummary.Failure(
                "ConnectionRefused", "Connection refused: /10.0.0.2:80", Instant.EPOCH)));
  }

  @Override
  public Listing<UpstreamStatus> upstreams() {
    return new Listing<>(
        List.of(new UpstreamStatus("a", 4, "localhost:8080", "connection", 5, 2, 1, 7)), List.of());
  }

  @Override
  public List<GenerationStatus> generations() {
    return List.of(
        new GenerationStatus("a", 4, 3, false, 2, Instant.EPOCH),
        new GenerationStatus("a", 3, 2, true, 1, Instant.EPOCH));
  }

  private void refuseIfFull() {
    if (isFull) {
      throw new TooManyTapsException(8);
    }
  }

  @Override
  public TapSession tap(TapPlace place, TapOptions asked) {
    refuseIfFull();
    if (place.pipeline().equals("none")) {
      throw new IllegalArgumentException("pipeline: none is none (expected: /main.js:request)");
    }
    places.add(place);
    options.add(asked);
    return new TapSession() {
      @Override
      public ProgramGraph.Pipeline pipeline() {
        return PIPELINE;
      }

      @Override
      public List<String> places() {
        return List.of("into pipeline request", "out of pipeline request");
      }

      @Override
      public List<Integer> silent() {
        return List.of();
      }

      @Override
      public Tap.@Nullable Item poll(Duration limit) throws InterruptedException {
        return items.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
      }

      @Override
      public boolean isClosed() {
        return tapClosed.getCount() == 0;
      }

      @Override
      public void close() {
        tapClosed.countDown();
      }
    };
  }

  @Override
  public StatsSession stats(String program) {
    refuseIfFull();
    return new StatsSession() {
      @Override
      public Figures take() {
        if (isStopped) {
          throw new IllegalStateException("program " + program + " was stopped");
        }
        return new Figures(
            new ProgramGraph(List.of(PIPELINE)), 4, 3, Duration.ofSeconds(1), Map.of(), List.of());
      }

      @Override
      public void close() {
        statsClosed.countDown();
      }
    };
  }
}
