package dev.pipy.control.service;

import com.google.protobuf.ByteString;
import dev.pipy.control.v1.TapEvent;
import dev.pipy.control.v1.TapField;
import dev.pipy.control.v1.TapHead;
import dev.pipy.control.v1.TapMoved;
import dev.pipy.control.v1.TapResponse;
import dev.pipy.control.v1.TapStarted;
import dev.pipy.inspect.SeenHead;
import dev.pipy.inspect.Tap;
import dev.pipy.program.TapSession;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Sends what a tap sees to one caller as fast as it takes it, on a virtual thread that may wait,
/// until the time is over. While it waits for the caller, the tap drops what does not fit.
final class TapStream {

  private final TapSession session;
  private final String program;
  private final Duration duration;
  private final Duration heartbeat;
  private final ServerCallStreamObserver<TapResponse> observer;
  private final Runnable onEnd;
  private final Semaphore changes = new Semaphore(0);

  TapStream(
      TapSession session,
      String program,
      Duration duration,
      Duration heartbeat,
      ServerCallStreamObserver<TapResponse> observer,
      Runnable onEnd) {
    this.session = session;
    this.program = program;
    this.duration = duration;
    this.heartbeat = heartbeat;
    this.observer = observer;
    this.onEnd = onEnd;
  }

  void start() {
    observer.setOnReadyHandler(changes::release);
    observer.setOnCancelHandler(this::cancelled);
    Thread.ofVirtual().name("tap-stream").start(this::run);
  }

  private void cancelled() {
    session.close();
    changes.release();
  }

  private void run() {
    try {
      observer.onNext(started());
      send(System.nanoTime() + duration.toNanos());
    } catch (InterruptedException expected) {
      Thread.currentThread().interrupt();
    } finally {
      session.close();
      onEnd.run();
    }
    if (!observer.isCancelled()) {
      observer.onCompleted();
    }
  }

  private void send(long end) throws InterruptedException {
    while (!observer.isCancelled()) {
      long rest = end - System.nanoTime();
      if (rest <= 0) {
        observer.onNext(ended("the time is over"));
        return;
      }
      if (!observer.isReady()) {
        boolean _ = changes.tryAcquire(rest, TimeUnit.NANOSECONDS); // the loop looks again
        changes.drainPermits();
        continue;
      }
      var item = session.poll(Duration.ofNanos(Math.min(rest, heartbeat.toNanos())));
      if (item != null) {
        observer.onNext(message(item));
        if (item instanceof Tap.Ended) {
          return;
        }
      } else if (session.isClosed()) {
        observer.onNext(ended("the server ends"));
        return;
      } else if (end - System.nanoTime() > 0) {
        observer.onNext(TapResponse.newBuilder().setHeartbeat(true).build());
      }
    }
  }

  private TapResponse started() {
    return TapResponse.newBuilder()
        .setStarted(
            TapStarted.newBuilder()
                .setProgram(program)
                .setPipeline(session.pipeline().id())
                .setTitle(session.pipeline().title())
                .addAllPlaces(session.places())
                .setDuration(Messages.of(duration))
                .addAllSilentWorkers(session.silent()))
        .build();
  }

  private static TapResponse ended(String reason) {
    return TapResponse.newBuilder().setEnded(reason).build();
  }

  private static TapResponse message(Tap.Item item) {
    return switch (item) {
      case Tap.Seen(var event) -> TapResponse.newBuilder().setEvent(message(event)).build();
      case Tap.Dropped(long count) -> TapResponse.newBuilder().setDropped(count).build();
      case Tap.Moved(long generation, long revision) ->
          TapResponse.newBuilder()
              .setMoved(TapMoved.newBuilder().setGeneration(generation).setRevision(revision))
              .build();
      case Tap.Ended(var reason) -> ended(reason);
    };
  }

  private static TapEvent message(dev.pipy.inspect.TapEvent seen) {
    var event =
        TapEvent.newBuilder()
            .setTime(Messages.of(seen.time()))
            .setPlace(seen.place())
            .setStream(seen.stream())
            .setClient(seen.client())
            .setKind(
                switch (seen.kind()) {
                  case MESSAGE_START -> TapEvent.Kind.KIND_MESSAGE_START;
                  case MESSAGE_END -> TapEvent.Kind.KIND_MESSAGE_END;
                  case DATA -> TapEvent.Kind.KIND_DATA;
                  case STREAM_END -> TapEvent.Kind.KIND_STREAM_END;
                })
            .setRequest(seen.request())
            .setBytes(seen.bytes())
            .setExcerpt(ByteString.copyFrom(seen.excerpt().duplicate()))
            .setError(seen.error())
            .setElapsed(Messages.of(seen.elapsed()));
    if (seen.head() != null) {
      event.setHead(message(seen.head()));
    }
    return event.build();
  }

  private static TapHead message(SeenHead seen) {
    var head =
        TapHead.newBuilder()
            .setMethod(seen.method())
            .setPath(seen.path())
            .setStatus(seen.status())
            .setProtocol(seen.protocol())
            .setLeftOut(seen.leftOut());
    seen.fields()
        .forEach(field ->
            head.addFields(TapField.newBuilder().setName(field.name()).setValue(field.value())));
    return head.build();
  }
}
