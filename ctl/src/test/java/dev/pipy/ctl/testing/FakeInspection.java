package dev.pipy.ctl.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.pipy.control.v1.CloseConnectionsRequest;
import dev.pipy.control.v1.CloseConnectionsResponse;
import dev.pipy.control.v1.Connection;
import dev.pipy.control.v1.ConnectionServiceGrpc.ConnectionServiceImplBase;
import dev.pipy.control.v1.Generation;
import dev.pipy.control.v1.ListConnectionsRequest;
import dev.pipy.control.v1.ListConnectionsResponse;
import dev.pipy.control.v1.ListGenerationsRequest;
import dev.pipy.control.v1.ListGenerationsResponse;
import dev.pipy.control.v1.ListUpstreamsRequest;
import dev.pipy.control.v1.ListUpstreamsResponse;
import dev.pipy.control.v1.TapEvent;
import dev.pipy.control.v1.TapField;
import dev.pipy.control.v1.TapHead;
import dev.pipy.control.v1.TapMoved;
import dev.pipy.control.v1.TapRequest;
import dev.pipy.control.v1.TapResponse;
import dev.pipy.control.v1.TapServiceGrpc.TapServiceImplBase;
import dev.pipy.control.v1.TapStarted;
import dev.pipy.control.v1.Upstream;
import dev.pipy.control.v1.UpstreamTarget;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Three connections on two pages, one upstream, two generations.
public final class FakeInspection extends ConnectionServiceImplBase {

  private final BlockingQueue<CloseConnectionsRequest> closes = new LinkedBlockingQueue<>();
  private final BlockingQueue<ListConnectionsRequest> lists = new LinkedBlockingQueue<>();
  private final Taps taps = new Taps();

  public BlockingQueue<CloseConnectionsRequest> closes() {
    return closes;
  }

  public BlockingQueue<ListConnectionsRequest> lists() {
    return lists;
  }

  public Taps taps() {
    return taps;
  }

  @Override
  public void listConnections(
      ListConnectionsRequest request, StreamObserver<ListConnectionsResponse> answer) {
    lists.add(request);
    boolean isFirst = request.getPageToken().isEmpty();
    ListConnectionsResponse.Builder page = ListConnectionsResponse.newBuilder();
    page.addConnections(connection(isFirst ? 1 : 3));
    if (isFirst) {
      page.addConnections(connection(2)).setNextPageToken("2").addSilentWorkers(1);
    }
    answer.onNext(page.build());
    answer.onCompleted();
  }

  private static Connection connection(long id) {
    return Connection.newBuilder()
        .setId(id)
        .setClient("10.1.4.7:5012" + id)
        .setListener("0.0.0.0:8000")
        .setProgram("proxy")
        .setGeneration(16)
        .setRevision(42)
        .setReceivedBytes(312)
        .setSentBytes(4L << 30)
        .setDraining(id == 1)
        .build();
  }

  @Override
  public void closeConnections(
      CloseConnectionsRequest request, StreamObserver<CloseConnectionsResponse> answer) {
    closes.add(request);
    answer.onNext(CloseConnectionsResponse.newBuilder().setClosed(2).build());
    answer.onCompleted();
  }

  @Override
  public void listUpstreams(
      ListUpstreamsRequest request, StreamObserver<ListUpstreamsResponse> answer) {
    answer.onNext(
        ListUpstreamsResponse.newBuilder()
            .addUpstreams(
                Upstream.newBuilder()
                    .setProgram("proxy")
                    .setGeneration(17)
                    .setKey("localhost:8080")
                    .setPipeline("connection")
                    .setSessions(5)
                    .setInUse(3)
                    .setIdle(2)
                    .setFailures(7))
            .addTargets(
                UpstreamTarget.newBuilder()
                    .setTarget("localhost:8080")
                    .setConnections(5)
                    .setOpenedTotal(90))
            .addTargets(
                UpstreamTarget.newBuilder()
                    .setTarget("db:5432")
                    .setFailuresTotal(2)
                    .setLastError("ConnectionRefused")
                    .setLastErrorText("Connection refused: db/10.0.0.2:5432")
                    .setLastErrorTime(Timestamp.newBuilder().setSeconds(4_000_000_000L)))
            .build());
    answer.onCompleted();
  }

  @Override
  public void listGenerations(
      ListGenerationsRequest request, StreamObserver<ListGenerationsResponse> answer) {
    answer.onNext(
        ListGenerationsResponse.newBuilder()
            .addGenerations(
                Generation.newBuilder()
                    .setProgram("proxy")
                    .setNumber(17)
                    .setRevision(43)
                    .setState(Generation.State.STATE_ACTIVE)
                    .setConnections(812)
                    .setSince(Timestamp.newBuilder().setSeconds(4_000_000_000L)))
            .build());
    answer.onCompleted();
  }

  /// A request and its answer.
  public static final class Taps extends TapServiceImplBase {

    private static final String PATH = "/a\u001b[2J";

    private final BlockingQueue<TapRequest> requests = new LinkedBlockingQueue<>();
    private volatile boolean isEndless;

    public BlockingQueue<TapRequest> requests() {
      return requests;
    }

    /// Taps do not end by themselves.
    public void beEndless() {
      isEndless = true;
    }

    @Override
    public void tap(TapRequest request, StreamObserver<TapResponse> answer) {
      requests.add(request);
      answer.onNext(
          TapResponse.newBuilder()
              .setStarted(
                  TapStarted.newBuilder()
                      .setProgram("proxy")
                      .addPlaces("into pipeline request")
                      .addPlaces("out of pipeline request")
                      .setDuration(request.getDuration()))
              .build());
      answer.onNext(
          event(
              0,
              TapEvent.Kind.KIND_MESSAGE_START,
              TapHead.newBuilder()
                  .setMethod("GET")
                  .setPath(PATH)
                  .addFields(TapField.newBuilder().setName("host").setValue("x"))
                  .build(),
              "",
              0));
      answer.onNext(
          event(
              1,
              TapEvent.Kind.KIND_MESSAGE_START,
              TapHead.newBuilder().setStatus(200).build(),
              "",
              13));
      answer.onNext(
          event(1, TapEvent.Kind.KIND_MESSAGE_END, TapHead.getDefaultInstance(), "a\nb", 1));
      answer.onNext(TapResponse.newBuilder().setDropped(7).build());
      answer.onNext(
          TapResponse.newBuilder().setMoved(TapMoved.newBuilder().setRevision(44)).build());
      if (isEndless) {
        return;
      }
      answer.onNext(TapResponse.newBuilder().setEnded("the time is over").build());
      answer.onCompleted();
    }

    private static TapResponse event(
        int place, TapEvent.Kind kind, TapHead head, String excerpt, int millis) {
      return TapResponse.newBuilder()
          .setEvent(
              TapEvent.newBuilder()
                  .setTime(Timestamp.newBuilder().setSeconds(1_795_348_804L))
                  .setPlace(place)
                  .setStream(1)
                  .setClient("10.1.4.9:40114")
                  .setKind(kind)
                  .setHead(head)
                  .setRequest(head.getStatus() == 0 ? "" : "GET " + PATH)
                  .setBytes(excerpt.length())
                  .setExcerpt(ByteString.copyFromUtf8(excerpt))
                  .setElapsed(Duration.newBuilder().setNanos(millis * 1_000_000)))
          .build();
    }
  }
}
