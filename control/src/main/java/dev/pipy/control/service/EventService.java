package dev.pipy.control.service;

import com.google.protobuf.util.Timestamps;
import dev.pipy.control.store.ProgramName;
import dev.pipy.control.v1.Event;
import dev.pipy.control.v1.EventServiceGrpc.EventServiceImplBase;
import dev.pipy.control.v1.WatchEventsRequest;
import dev.pipy.control.v1.WatchEventsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// What happens to the server and its programs.
public final class EventService extends EventServiceImplBase {

  private static final int DEFAULT_TAIL = 100;
  private static final int MOST_STREAMS = 16;

  private final EventLog log;
  private final Duration heartbeat;
  private final AtomicInteger streams = new AtomicInteger();

  /// A service for the events of one process.
  ///
  /// @param heartbeat time without events after which a stream says that it still lives
  public EventService(EventLog log, Duration heartbeat) {
    this.log = log;
    this.heartbeat = heartbeat;
  }

  @Override
  public void watchEvents(
      WatchEventsRequest request, StreamObserver<WatchEventsResponse> observer) {
    try {
      check(request);
      var wanted = wanted(request);
      var past = past(request, wanted);
      if (request.getFollow()) {
        follow(past, wanted, (ServerCallStreamObserver<WatchEventsResponse>) observer);
        return;
      }
      past.messages().forEach(observer::onNext);
    } catch (RuntimeException failure) {
      observer.onError(ControlErrors.of(failure));
      return;
    }
    observer.onCompleted();
  }

  private static void check(WatchEventsRequest request) {
    var fields = new FieldCheck();
    if (request.getTail() < 0 || request.getTail() > EventLog.LIMIT) {
      fields.violation("tail", request.getTail() + " (expected: 0 to " + EventLog.LIMIT + ")");
    }
    if (request.getAfterSequence() < 0) {
      fields.violation("after_sequence", request.getAfterSequence() + " (expected: 0 or more)");
    }
    if (!Timestamps.isValid(request.getSince())) {
      fields.violation("since", "no time");
    }
    if (!request.getProgram().isEmpty() && !ProgramName.isValid(request.getProgram())) {
      fields.program(request.getProgram());
    }
    if (request.getKindsList().contains(Event.Kind.UNRECOGNIZED)) {
      fields.violation("kinds", "not known");
    }
    fields.orThrow();
  }

  private static Predicate<Event> wanted(WatchEventsRequest request) {
    var kinds = EnumSet.noneOf(Event.Kind.class);
    kinds.addAll(request.getKindsList());
    return event ->
        (request.getProgram().isEmpty() || event.getProgram().equals(request.getProgram()))
            && (kinds.isEmpty() || kinds.contains(event.getKind()))
            && (!request.hasSince()
                || Timestamps.compare(event.getTime(), request.getSince()) >= 0);
  }

  /// What a stream starts with.
  ///
  /// @param last number of the last event that was looked at
  private record Past(List<WatchEventsResponse> messages, long last) {}

  private Past past(WatchEventsRequest request, Predicate<Event> wanted) {
    long after = request.getAfterSequence();
    boolean isResumed = after > 0 && after <= log.last();
    var page = log.after(isResumed ? after : 0);
    var events = page.events().stream().filter(wanted).toList();
    var messages = EventStream.messages(isResumed ? page.lost() : 0, events);
    int tail = request.hasTail() ? request.getTail() : DEFAULT_TAIL;
    if (after == 0 && messages.size() > tail) {
      messages = messages.subList(messages.size() - tail, messages.size());
    }
    return new Past(
        messages, page.events().isEmpty() ? log.last() : page.events().getLast().getSequence());
  }

  private void follow(
      Past past, Predicate<Event> wanted, ServerCallStreamObserver<WatchEventsResponse> observer) {
    if (streams.incrementAndGet() > MOST_STREAMS) {
      streams.decrementAndGet();
      throw OperationErrors.tooManyEventStreams(MOST_STREAMS);
    }
    new EventStream(log, wanted, observer, heartbeat, streams::decrementAndGet)
        .start(past.messages(), past.last());
  }
}
