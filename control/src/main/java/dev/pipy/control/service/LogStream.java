package dev.pipy.control.service;

import dev.pipy.control.logging.LogTail;
import dev.pipy.control.v1.TailLogsResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Sends lines to one caller as fast as it takes them, on a virtual thread that may wait. While it
/// waits for the caller, the tail drops what does not fit.
final class LogStream {

  private final LogTail tail;
  private final LogChoice choice;
  private final ServerCallStreamObserver<TailLogsResponse> observer;
  private final Duration heartbeat;
  private final Runnable onEnd;
  private final Semaphore changes = new Semaphore(0);

  LogStream(
      LogTail tail,
      LogChoice choice,
      ServerCallStreamObserver<TailLogsResponse> observer,
      Duration heartbeat,
      Runnable onEnd) {
    this.tail = tail;
    this.choice = choice;
    this.observer = observer;
    this.heartbeat = heartbeat;
    this.onEnd = onEnd;
  }

  void start() {
    observer.setOnReadyHandler(changes::release);
    observer.setOnCancelHandler(this::cancelled);
    Thread.ofVirtual().name("log-stream").start(this::run);
  }

  private void cancelled() {
    tail.close();
    changes.release();
  }

  private void run() {
    try {
      while (!observer.isCancelled()) {
        if (!observer.isReady()) {
          changes.acquire();
          changes.drainPermits();
          continue;
        }
        choice.checkPattern();
        var item = tail.poll(heartbeat);
        if (item == null && tail.isClosed()) {
          break;
        }
        observer.onNext(item == null ? beat() : message(item));
      }
    } catch (InterruptedException expected) {
      Thread.currentThread().interrupt();
    } catch (StatusRuntimeException refused) {
      end();
      observer.onError(refused);
      return;
    }
    end();
    if (!observer.isCancelled()) {
      observer.onCompleted();
    }
  }

  private void end() {
    tail.close();
    onEnd.run();
  }

  private static TailLogsResponse beat() {
    return TailLogsResponse.newBuilder().setHeartbeat(true).build();
  }

  private static TailLogsResponse message(LogTail.Item item) {
    return switch (item) {
      case LogTail.Line(var entry) -> LogService.message(entry);
      case LogTail.Dropped(long count) -> TailLogsResponse.newBuilder().setDropped(count).build();
    };
  }
}
