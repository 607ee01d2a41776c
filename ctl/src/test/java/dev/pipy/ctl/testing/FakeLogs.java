package dev.pipy.ctl.testing;

import com.google.protobuf.Timestamp;
import dev.pipy.control.v1.LogLevel;
import dev.pipy.control.v1.LogLine;
import dev.pipy.control.v1.LogServiceGrpc.LogServiceImplBase;
import dev.pipy.control.v1.TailLogsRequest;
import dev.pipy.control.v1.TailLogsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/// Two lines and a gap; when followed, the stream stays open.
public final class FakeLogs extends LogServiceImplBase {

  private final BlockingQueue<TailLogsRequest> requests = new LinkedBlockingQueue<>();
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
    requests.add(request);
    if (!request.getFollow()) {
      answer.onCompleted();
    } else {
      answer.onNext(TailLogsResponse.newBuilder().setHeartbeat(true).build());
    }
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
