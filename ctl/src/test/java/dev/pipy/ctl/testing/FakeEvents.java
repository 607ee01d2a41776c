package dev.pipy.ctl.testing;

import com.google.protobuf.Timestamp;
import dev.pipy.control.v1.Event;
import dev.pipy.control.v1.EventServiceGrpc.EventServiceImplBase;
import dev.pipy.control.v1.WatchEventsRequest;
import dev.pipy.control.v1.WatchEventsResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A deploy, a gap, a failed one.
public final class FakeEvents extends EventServiceImplBase {

  private final BlockingQueue<WatchEventsRequest> requests = new LinkedBlockingQueue<>();

  public BlockingQueue<WatchEventsRequest> requests() {
    return requests;
  }

  @Override
  public void watchEvents(WatchEventsRequest request, StreamObserver<WatchEventsResponse> answer) {
    requests.add(request);
    answer.onNext(event(1, Event.Kind.KIND_DEPLOYED, "deployed r43 (was r42): faster", "ci"));
    answer.onNext(WatchEventsResponse.newBuilder().setDropped(3).build());
    answer.onNext(
        event(5, Event.Kind.KIND_DEPLOY_FAILED, "the deploy failed: main.js\u001b[2J", ""));
    answer.onNext(WatchEventsResponse.newBuilder().setHeartbeat(true).build());
    answer.onCompleted();
  }

  private static WatchEventsResponse event(
      long sequence, Event.Kind kind, String text, String actor) {
    return WatchEventsResponse.newBuilder()
        .setEvent(
            Event.newBuilder()
                .setSequence(sequence)
                .setTime(Timestamp.newBuilder().setSeconds(1_795_348_804L).setNanos(118_000_000))
                .setKind(kind)
                .setProgram("proxy")
                .setRevision(43)
                .setActor(actor)
                .setCaller("127.0.0.1")
                .setText(text))
        .build();
  }
}
