package dev.pipy.control.service;

import dev.pipy.control.logging.LogEntry;
import dev.pipy.control.logging.LogHistory;
import dev.pipy.control.logging.LogTail;
import dev.pipy.control.logging.Logging;
import dev.pipy.control.v1.ListLogLevelsRequest;
import dev.pipy.control.v1.ListLogLevelsResponse;
import dev.pipy.control.v1.LogLevel;
import dev.pipy.control.v1.LogLine;
import dev.pipy.control.v1.LogServiceGrpc.LogServiceImplBase;
import dev.pipy.control.v1.SetLogLevelRequest;
import dev.pipy.control.v1.SetLogLevelResponse;
import dev.pipy.control.v1.TailLogsRequest;
import dev.pipy.control.v1.TailLogsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.event.Level;

/// What the server and its scripts log.
public final class LogService extends LogServiceImplBase {

  private static final int DEFAULT_TAIL = 100;

  private final LogHistory history;
  private final LogLevelRequests levels;
  private final int mostStreams;
  private final Duration heartbeat;
  private final Set<LogTail> tails = ConcurrentHashMap.newKeySet();

  /// A service for the logs of one process.
  ///
  /// @param heartbeat time without lines after which a stream says that it still lives
  public LogService(Logging logging, EventLog events, ServerFacts facts, Duration heartbeat) {
    this.history = logging.history();
    this.levels = new LogLevelRequests(logging.levels(), events);
    this.mostStreams = facts.logStreams();
    this.heartbeat = heartbeat;
  }

  /// Ends all streams.
  public void close() {
    tails.forEach(LogTail::close);
  }

  @Override
  public void tailLogs(TailLogsRequest request, StreamObserver<TailLogsResponse> observer) {
    try {
      int tail = tail(request);
      var choice = LogChoice.of(request);
      if (request.getFollow()) {
        follow(tail, choice, (ServerCallStreamObserver<TailLogsResponse>) observer);
        return;
      }
      var entries = history.last(tail, choice);
      choice.checkPattern();
      for (var entry : entries) {
        observer.onNext(message(entry));
      }
    } catch (RuntimeException failure) {
      observer.onError(ControlErrors.of(failure));
      return;
    }
    observer.onCompleted();
  }

  private static int tail(TailLogsRequest request) {
    if (!request.hasTail()) {
      return DEFAULT_TAIL;
    }
    if (request.getTail() < 0 || request.getTail() > LogHistory.LIMIT) {
      new FieldCheck()
          .violation("tail", request.getTail() + " (expected: 0 to " + LogHistory.LIMIT + ")")
          .orThrow();
    }
    return request.getTail();
  }

  private void follow(
      int tail, LogChoice choice, ServerCallStreamObserver<TailLogsResponse> observer) {
    var entries = history.follow(tail, choice, mostStreams);
    if (entries == null) {
      throw ControlErrors.tooManyLogStreams(mostStreams);
    }
    tails.add(entries);
    var stream = new LogStream(entries, choice, observer, heartbeat, () -> tails.remove(entries));
    stream.start();
  }

  static TailLogsResponse message(LogEntry entry) {
    return TailLogsResponse.newBuilder()
        .setLine(
            LogLine.newBuilder()
                .setSequence(entry.sequence())
                .setTime(Messages.of(entry.time()))
                .setLevel(level(entry.level()))
                .setLogger(entry.logger())
                .setProgram(entry.program())
                .setGeneration(entry.generation())
                .setText(entry.text()))
        .build();
  }

  @Override
  public void listLogLevels(
      ListLogLevelsRequest request, StreamObserver<ListLogLevelsResponse> observer) {
    Answers.answer(observer, () -> levels.list(request));
  }

  @Override
  public void setLogLevel(
      SetLogLevelRequest request, StreamObserver<SetLogLevelResponse> observer) {
    Answers.answer(observer, () -> levels.set(request));
  }

  static LogLevel level(Level level) {
    return switch (level) {
      case ERROR -> LogLevel.LOG_LEVEL_ERROR;
      case WARN -> LogLevel.LOG_LEVEL_WARN;
      case INFO -> LogLevel.LOG_LEVEL_INFO;
      case DEBUG -> LogLevel.LOG_LEVEL_DEBUG;
      case TRACE -> LogLevel.LOG_LEVEL_TRACE;
    };
  }
}
