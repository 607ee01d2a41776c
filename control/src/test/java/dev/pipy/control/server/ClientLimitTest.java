package dev.pipy.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientLimitTest {

  private static final long SECOND = 1_000_000_000;

  private final AtomicLong now = new AtomicLong();
  private final ClientLimit limit = new ClientLimit(new CallLimits(64, 3, 10), now::get);

  private static String text(@Nullable StatusRuntimeException refusal) {
    return refusal == null ? "" : String.valueOf(refusal.getStatus().getDescription());
  }

  private boolean change(String client) {
    boolean entered = limit.enter(client, true) == null;
    if (entered) {
      limit.leave(client);
    }
    return entered;
  }

  private void exhaust(String client) {
    boolean entered = true;
    while (entered) {
      entered = change(client);
    }
  }

  @Test
  void bounds_the_calls_of_one_client_and_not_those_of_others() {
    for (int i = 0; i < 3; i++) {
      assertThat(limit.enter("a", false)).isNull();
    }

    assertThat(text(limit.enter("a", false))).contains("3 calls are under way already");
    assertThat(limit.enter("b", false)).isNull();
    limit.leave("a");
    assertThat(limit.enter("a", false)).isNull();
  }

  @Test
  void lets_twice_the_rate_come_at_once_and_then_the_rate() {
    for (int i = 0; i < 20; i++) {
      assertThat(change("a")).isTrue();
    }
    assertThat(change("a")).isFalse();
    assertThat(change("b")).isTrue();

    now.addAndGet(SECOND / 2);
    for (int i = 0; i < 5; i++) {
      assertThat(change("a")).isTrue();
    }
    assertThat(change("a")).isFalse();
  }

  @Test
  void says_when_to_try_again() throws Exception {
    exhaust("a");

    var refusal = Objects.requireNonNull(limit.enter("a", true));

    assertThat(text(refusal)).contains("more changes than 10 a second");
    var status = Objects.requireNonNull(StatusProto.fromThrowable(refusal));
    assertThat(status.getDetails(2).unpack(RetryInfo.class).getRetryDelay())
        .isEqualTo(Duration.newBuilder().setNanos(100_000_000).build());
  }

  @Test
  void does_not_count_looking_as_a_change() {
    for (int i = 0; i < 100; i++) {
      assertThat(limit.enter("a", false)).isNull();
      limit.leave("a");
    }
  }

  @Test
  void takes_other_limits_at_once() {
    exhaust("a");
    limit.use(new CallLimits(64, 3, 1000));
    now.addAndGet(SECOND / 100);

    assertThat(change("a")).isTrue();
  }

  @Test
  void forgets_clients_that_it_has_not_seen_for_long() {
    exhaust("a");
    for (int i = 0; i < 5000; i++) {
      assertThat(change("other " + i)).isTrue();
    }

    assertThat(change("a")).isTrue(); // a stranger again
  }
}
