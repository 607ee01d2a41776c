package dev.pipy.control.service;

import dev.pipy.control.v1.TapRequest;
import dev.pipy.control.v1.TapResponse;
import dev.pipy.control.v1.TapServiceGrpc.TapServiceImplBase;
import dev.pipy.inspect.MessageFilter;
import dev.pipy.inspect.TapOptions;
import dev.pipy.program.Inspection;
import dev.pipy.program.Inspection.TapPlace;
import dev.pipy.program.TapSession;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Live looks at the events that flow through pipelines.
public final class TapService extends TapServiceImplBase {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");
  private static final int USUAL_EVENTS = 50;

  private static final InspectionErrors.Range DURATIONS =
      new InspectionErrors.Range(
          Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofMinutes(10));

  private final Inspection inspection;
  private final Duration heartbeat;
  private final Set<TapSession> sessions = ConcurrentHashMap.newKeySet();

  /// A service for what one data plane runs.
  ///
  /// @param heartbeat time without events after which a stream says that it still lives
  public TapService(Inspection inspection, Duration heartbeat) {
    this.inspection = inspection;
    this.heartbeat = heartbeat;
  }

  /// Ends all taps.
  public void close() {
    sessions.forEach(TapSession::close);
  }

  @Override
  public void tap(TapRequest request, StreamObserver<TapResponse> observer) {
    var caller = (ServerCallStreamObserver<TapResponse>) observer;
    TapSession session;
    Duration duration;
    try {
      var fields =
          new FieldCheck()
              .program(request.getProgram())
              .text("pipeline", request.getPipeline())
              .text("after", request.getAfter())
              .text("before", request.getBefore());
      duration =
          InspectionErrors.duration(
              fields, "duration", request.hasDuration(), request.getDuration(), DURATIONS);
      fields.orThrow();
      session = open(request);
    } catch (RuntimeException failure) {
      observer.onError(ControlErrors.of(failure));
      return;
    }
    sessions.add(session);
    LOG.atInfo()
        .addKeyValue("program", request.getProgram())
        .addKeyValue("pipeline", session.pipeline().id())
        .addKeyValue("seconds", duration.toSeconds())
        .addKeyValue("showsSecrets", request.getShowSecrets())
        .log("a tap was opened");
    new TapStream(
            session,
            request.getProgram(),
            duration,
            heartbeat,
            caller,
            () -> sessions.remove(session))
        .start();
  }

  private TapSession open(TapRequest request) {
    return InspectionErrors.open(() -> {
      var filter =
          MessageFilter.of(
              request.getMethod(), request.getPath(), request.getStatus(), request.getClient());
      var options =
          new TapOptions(
              filter,
              request.getBodyBytes(),
              request.getEventsPerSecond() == 0 ? USUAL_EVENTS : request.getEventsPerSecond(),
              request.getShowSecrets());
      return inspection.tap(
          new TapPlace(
              request.getProgram(), request.getPipeline(), request.getAfter(), request.getBefore()),
          options);
    });
  }
}
