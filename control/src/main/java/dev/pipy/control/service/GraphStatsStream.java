package dev.pipy.control.service;

import dev.pipy.control.v1.PipelineStats;
import dev.pipy.control.v1.PlaceStats;
import dev.pipy.control.v1.WatchGraphStatsResponse;
import dev.pipy.inspect.PipelineFigures;
import dev.pipy.program.GraphText;
import dev.pipy.program.StatsSession;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Sends the figures of a program at each interval, on a virtual thread that may wait. A caller who
/// is too slow gets fewer and longer intervals.
final class GraphStatsStream {

  private final StatsSession session;
  private final Duration interval;
  private final Duration duration;
  private final boolean isDrawn;
  private final ServerCallStreamObserver<WatchGraphStatsResponse> observer;
  private final Consumer<GraphStatsStream> onEnd;
  private final CountDownLatch isOver = new CountDownLatch(1);

  GraphStatsStream(
      StatsSession session,
      Duration interval,
      Duration duration,
      boolean isDrawn,
      ServerCallStreamObserver<WatchGraphStatsResponse> observer,
      Consumer<GraphStatsStream> onEnd) {
    this.session = session;
    this.interval = interval;
    this.duration = duration;
    this.isDrawn = isDrawn;
    this.observer = observer;
    this.onEnd = onEnd;
  }

  void start() {
    observer.setOnCancelHandler(isOver::countDown);
    Thread.ofVirtual().name("graph-stats").start(this::run);
  }

  /// Sends what there is no more. Any thread.
  void end() {
    isOver.countDown();
  }

  private void run() {
    var reason = "the server ends";
    try {
      long end = System.nanoTime() + duration.toNanos();
      while (!isOver.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        if (observer.isReady()) {
          observer.onNext(message(session.take()));
        }
        if (end - System.nanoTime() <= 0) {
          reason = "the time is over";
          break;
        }
      }
    } catch (IllegalStateException stopped) {
      reason = String.valueOf(stopped.getMessage());
    } catch (InterruptedException expected) {
      Thread.currentThread().interrupt();
    } finally {
      session.close();
      onEnd.accept(this);
    }
    if (!observer.isCancelled()) {
      observer.onNext(WatchGraphStatsResponse.newBuilder().setEnded(reason).build());
      observer.onCompleted();
    }
  }

  private WatchGraphStatsResponse message(StatsSession.Figures taken) {
    var response =
        WatchGraphStatsResponse.newBuilder()
            .setGeneration(taken.generation())
            .setRevision(taken.revision())
            .setInterval(Messages.of(taken.interval()))
            .addAllSilentWorkers(taken.silent());
    for (var pipeline : taken.graph().pipelines()) {
      var figures = taken.figures().get(pipeline.id());
      if (figures != null) {
        response.addPipelines(message(pipeline.id(), figures));
      }
    }
    if (isDrawn) {
      response.setText(GraphText.of(taken.graph(), new FigureNotes(taken)));
    }
    return response.build();
  }

  private static PipelineStats message(String id, PipelineFigures figures) {
    return PipelineStats.newBuilder()
        .setId(id)
        .setOpened(figures.opened())
        .setAnswered(figures.answered())
        .setMedian(Messages.of(figures.median()))
        .setP99(Messages.of(figures.slowest()))
        .addAllPlaces(
            figures.places().stream()
                .map(place ->
                    PlaceStats.newBuilder()
                        .setEvents(place.events())
                        .setMessages(place.messages())
                        .setBytes(place.bytes())
                        .setErrors(place.errors())
                        .build())
                .toList())
        .build();
  }
}
