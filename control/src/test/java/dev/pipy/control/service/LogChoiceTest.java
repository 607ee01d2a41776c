package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.pipy.control.logging.LogEntry;
import dev.pipy.control.v1.LogLevel;
import dev.pipy.control.v1.TailLogsRequest;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LogChoiceTest {

  private static final LogEntry ENTRY =
      new LogEntry(
          1,
          Instant.ofEpochSecond(100),
          Level.WARN,
          "pipy.connect",
          "proxy",
          17,
          "connection refused port=8080",
          null);

  private static boolean isWanted(TailLogsRequest.Builder request) {
    return LogChoice.of(request.build()).test(ENTRY);
  }

  private static TailLogsRequest.Builder request() {
    return TailLogsRequest.newBuilder();
  }

  private static Timestamp at(long seconds) {
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }

  @Test
  void wants_all_that_is_not_excluded() {
    assertThat(isWanted(request())).isTrue();
    assertThat(isWanted(request().setLevel(LogLevel.LOG_LEVEL_ERROR))).isFalse();
    assertThat(isWanted(request().setProgram("other"))).isFalse();
    assertThat(isWanted(request().setGeneration(17))).isTrue();
    assertThat(isWanted(request().setGeneration(16))).isFalse();
    assertThat(isWanted(request().setContains("refused"))).isTrue();
    assertThat(isWanted(request().setContains("accepted"))).isFalse();
  }

  @Test
  void knows_loggers_and_those_under_them() {
    assertThat(isWanted(request().setLogger("pipy.connect"))).isTrue();
    assertThat(isWanted(request().setLogger("pipy"))).isTrue();
    assertThat(isWanted(request().setLogger("pip"))).isFalse();
  }

  @Test
  void knows_times() {
    assertThat(isWanted(request().setSince(at(100)))).isTrue();
    assertThat(isWanted(request().setSince(at(101)))).isFalse();
  }

  @Test
  void knows_expressions() {
    assertThat(isWanted(request().setPattern("port=\\d+"))).isTrue();
    assertThat(isWanted(request().setPattern("^port"))).isFalse();
  }

  @Test
  void refuses_what_is_no_choice() {
    refuses(request().setPattern("(a"), "pattern: no regular expression: Unclosed group");
    refuses(request().setPattern("a".repeat(1001)), "pattern: 1001 characters");
    refuses(request().setSince(at(Long.MAX_VALUE)), "since: ");
    refuses(request().setContains("a".repeat(2000)), "contains: ");
    refuses(request().setLevelValue(99), "level: ");
  }

  private static void refuses(TailLogsRequest.Builder request, String complaint) {
    assertThatThrownBy(() -> LogChoice.of(request.build()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void says_when_an_expression_took_too_long() {
    // given
    var choice = LogChoice.of(request().setPattern("(a+)+$").build());
    choice.checkPattern();

    // when
    choice.test(
        new LogEntry(1, Instant.EPOCH, Level.WARN, "x", "", 0, "a".repeat(3000) + "!", null));

    // then
    assertThatThrownBy(choice::checkPattern)
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("pattern: takes too long");
  }
}
