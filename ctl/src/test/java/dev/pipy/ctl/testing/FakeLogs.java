package dev.pipy.ctl.testing;

import com.google.protobuf.Timestamp;
import dev.pipy.control.v1.ListLogLevelsRequest;
import dev.pipy.control.v1.ListLogLevelsResponse;
import dev.pipy.control.v1.LogLevel;
import dev.pipy.control.v1.LogLine;
import dev.pipy.control.v1.LogServiceGrpc.LogServiceImplBase;
import dev.pipy.control.v1.LoggerLevel;
import dev.pipy.control.v1.SetLogLevelRequest;
import dev.pipy.control.v1.SetLogLevelResponse;
import dev.pipy.control.v1.TailLogsRequest;
import dev.pipy.control.v1.TailLogsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/// Two lines and a gap; when followed, the stream stays open.
public final class FakeLogs extends LogServiceImplBase {

  private final BlockingQueue<TailLogsRequest> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<SetLogLevelRequest> levels = new LinkedBlockingQueue<>();
  private final List<String> leaks = new CopyOnWriteArrayList<>();
  private final CountDownLatch cancelled = new CountDownLatch(1);

  public BlockingQueue<TailLogsRequest> requests() {
    return requests;
  }

  /// Counted down when a reader went away.
  public CountDownLatch cancelled() {
    return cancelled;
  }

  @Override
  public void tailLogs(TailLogsRequest request, StreamObserver<TailLogsResponse> answer) {
    ((ServerCallStreamObserver<TailLogsResponse>) answer).setOnCancelHandler(cancelled::countDown);
    answer.onNext(line(1, LogLevel.LOG_LEVEL_INFO, "listening on 0.0.0.0:8000"));
    answer.onNext(TailLogsResponse.newBuilder().setDropped(3).build());
    answer.onNext(line(5, LogLevel.LOG_LEVEL_WARN, "upstream refused"));
    leaks.forEach(text -> answer.onNext(line(6, LogLevel.LOG_LEVEL_INFO, text)));
    requests.add(request);
    if (!request.getFollow()) {
      answer.onCompleted();
    } else {
      answer.onNext(TailLogsResponse.newBuilder().setHeartbeat(true).build());
    }
  }

  /// Secrets that somebody logged.
  public void leak(String... texts) {
    leaks.addAll(List.of(texts));
  }

  public BlockingQueue<SetLogLevelRequest> levels() {
    return levels;
  }

  @Override
  public void listLogLevels(
      ListLogLevelsRequest request, StreamObserver<ListLogLevelsResponse> answer) {
    answer.onNext(
        ListLogLevelsResponse.newBuilder()
            .addLevels(LoggerLevel.newBuilder().setLevel(LogLevel.LOG_LEVEL_INFO))
            .addLevels(set("pipy.connect", LogLevel.LOG_LEVEL_DEBUG))
            .build());
    answer.onCompleted();
  }

  private static LoggerLevel set(String logger, LogLevel level) {
    return LoggerLevel.newBuilder()
        .setLogger(logger)
        .setLevel(level)
        .setSet(true)
        .setUntil(Timestamp.newBuilder().setSeconds(4_000_000_000L))
        .build();
  }

  @Override
  public void setLogLevel(SetLogLevelRequest request, StreamObserver<SetLogLevelResponse> answer) {
    levels.add(request);
    answer.onNext(
        SetLogLevelResponse.newBuilder()
            .setLevel(
                request.getLevel() == LogLevel.LOG_LEVEL_UNSPECIFIED
                    ? LoggerLevel.newBuilder().setLevel(LogLevel.LOG_LEVEL_INFO).build()
                    : set(request.getLogger(), request.getLevel()))
            .setPrevious(LogLevel.LOG_LEVEL_WARN)
            .setLoggers(request.getLogger().equals("nobody") ? 0 : 2)
            .build());
    answer.onCompleted();
  }

  private static TailLogsResponse line(long sequence, LogLevel level, String text) {
    return TailLogsResponse.newBuilder()
        .setLine(
            LogLine.newBuilder()
                .setSequence(sequence)
                .setTime(Timestamp.newBuilder().setSeconds(1_795_348_804L).setNanos(118_000_000))
                .setLevel(level)
                .setLogger("script")
                .setProgram("proxy")
                .setText(text))
        .build();
  }
}
