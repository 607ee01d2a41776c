package dev.pipy.control.service;

import dev.pipy.control.v1.Event;
import dev.pipy.control.v1.WatchEventsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/// Sends events to one caller as fast as it takes them, on a virtual thread that may wait. While it
/// waits for the caller, the log may forget what it has not read.
final class EventStream {

  private final EventLog log;
  private final Predicate<Event> wanted;
  private final ServerCallStreamObserver<WatchEventsResponse> observer;
  private final Duration heartbeat;
  private final Runnable onEnd;
  private final Semaphore changes = new Semaphore(0);

  EventStream(
      EventLog log,
      Predicate<Event> wanted,
      ServerCallStreamObserver<WatchEventsResponse> observer,
      Duration heartbeat,
      Runnable onEnd) {
    this.log = log;
    this.wanted = wanted;
    this.observer = observer;
    this.heartbeat = heartbeat;
    this.onEnd = onEnd;
  }

  /// @param past what to send first
  /// @param last number of the last event that was looked at
  void start(List<WatchEventsResponse> past, long last) {
    observer.setOnReadyHandler(changes::release);
    observer.setOnCancelHandler(this::cancelled);
    Thread.ofVirtual().name("event-stream").start(() -> run(new ArrayDeque<>(past), last));
  }

  private void cancelled() {
    changes.release();
    log.wake(); // who waits for an event sees that nobody does any more
  }

  private void run(Deque<WatchEventsResponse> waiting, long from) {
    long last = from;
    try {
      while (!observer.isCancelled()) {
        if (!observer.isReady()) {
          changes.acquire();
          changes.drainPermits();
          continue;
        }
        var next = waiting.poll();
        if (next != null) {
          observer.onNext(next);
          continue;
        }
        var page = log.await(last, heartbeat, observer::isCancelled);
        if (page.events().isEmpty()) {
          if (log.isClosed()) {
            break;
          }
          waiting.add(WatchEventsResponse.newBuilder().setHeartbeat(true).build());
        } else {
          last = page.events().getLast().getSequence();
          waiting.addAll(messages(page.lost(), page.events().stream().filter(wanted).toList()));
        }
      }
    } catch (InterruptedException expected) {
      Thread.currentThread().interrupt();
    }
    onEnd.run();
    if (!observer.isCancelled()) {
      observer.onCompleted();
    }
  }

  static List<WatchEventsResponse> messages(long lost, List<Event> events) {
    var messages = new ArrayList<WatchEventsResponse>();
    if (lost > 0) {
      messages.add(WatchEventsResponse.newBuilder().setDropped(lost).build());
    }
    events.forEach(event -> messages.add(WatchEventsResponse.newBuilder().setEvent(event).build()));
    return messages;
  }
}
