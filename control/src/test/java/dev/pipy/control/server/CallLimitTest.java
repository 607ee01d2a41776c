package dev.pipy.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.GetServerInfoResponse;
import dev.pipy.control.v1.ServerServiceGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallLimitTest {

  private static final ServerCallHandler<GetServerInfoRequest, GetServerInfoResponse> TAKES =
      (_, _) -> new ServerCall.Listener<>() {};

  private final CallLimit limit = new CallLimit(2);

  /// A call that only notes what it ends with.
  private static final class Call extends ServerCall<GetServerInfoRequest, GetServerInfoResponse> {

    private @Nullable Status end;

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(GetServerInfoResponse message) {}

    @Override
    public void close(Status status, Metadata trailers) {
      end = status;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<GetServerInfoRequest, GetServerInfoResponse> getMethodDescriptor() {
      return ServerServiceGrpc.getGetServerInfoMethod();
    }
  }

  private ServerCall.Listener<GetServerInfoRequest> begin() {
    return limit.interceptCall(new Call(), new Metadata(), TAKES);
  }

  private boolean refuses() {
    var call = new Call();
    limit.interceptCall(call, new Metadata(), TAKES);
    return call.end != null && call.end.getCode() == Status.Code.RESOURCE_EXHAUSTED;
  }

  @Test
  void takes_so_many_calls_at_a_time() {
    var first = begin();
    begin();
    assertThat(refuses()).isTrue();

    first.onComplete();

    assertThat(refuses()).isFalse();
    assertThat(refuses()).isTrue();
  }

  @Test
  void counts_the_end_of_a_call_once() {
    var first = begin();
    begin();

    first.onCancel();
    first.onComplete();

    assertThat(refuses()).isFalse();
    assertThat(refuses()).isTrue();
  }

  @Test
  void does_not_count_a_call_that_could_not_begin() {
    begin();

    assertThatThrownBy(() ->
            limit.interceptCall(
                new Call(),
                new Metadata(),
                (_, _) -> {
                  throw new IllegalStateException("broken");
                }))
        .hasMessage("broken");

    assertThat(refuses()).isFalse();
  }
}
