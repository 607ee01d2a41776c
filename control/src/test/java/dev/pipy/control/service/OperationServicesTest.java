package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.pipy.control.v1.DrainRequest;
import dev.pipy.control.v1.DrainState;
import dev.pipy.control.v1.Event;
import dev.pipy.control.v1.GetConfigurationRequest;
import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.GetThreadDumpRequest;
import dev.pipy.control.v1.ListLogLevelsRequest;
import dev.pipy.control.v1.ListUpstreamsRequest;
import dev.pipy.control.v1.LogLevel;
import dev.pipy.control.v1.LoggerLevel;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.control.v1.SetLogLevelRequest;
import dev.pipy.control.v1.StopRequest;
import dev.pipy.control.v1.UndrainRequest;
import dev.pipy.control.v1.WatchEventsRequest;
import dev.pipy.control.v1.WatchEventsResponse;
import dev.pipy.program.ProgramEvent;
import io.grpc.Context;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Events, drain, levels of loggers, and what a look for a fault needs.
final class OperationServicesTest extends ServiceTest {

  private static final String MINE = "pipy.test.operations";

  private final Context.CancellableContext calls = Context.current().withCancellation();

  @AfterEach
  void endCalls() {
    calls.cancel(null);
  }

  @Override
  ServerFacts facts() {
    var usual = super.facts();
    return new ServerFacts(
        usual.version(),
        usual.started(),
        usual.drainLimit(),
        usual.drainDelay(),
        usual.warmLimit(),
        List.of(
            new EffectiveOption("log-level", "info", "default"),
            new EffectiveOption("admin-key", "(hidden)", "pipy.yaml:2:1: admin-key")));
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 20 s").isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private List<Event> events(WatchEventsRequest.Builder request) {
    var events = new ArrayList<Event>();
    watching.watchEvents(request.build()).forEachRemaining(answer -> events.add(answer.getEvent()));
    return events;
  }

  private List<Event> events() {
    return events(WatchEventsRequest.newBuilder());
  }

  private Iterator<WatchEventsResponse> follow(WatchEventsRequest.Builder request)
      throws Exception {
    return calls.call(() -> watching.watchEvents(request.setFollow(true).build()));
  }

  /// The next answer that is more than a sign of life.
  private static WatchEventsResponse next(Iterator<WatchEventsResponse> answers) {
    var answer = answers.next();
    while (answer.getHeartbeat()) {
      answer = answers.next();
    }
    return answer;
  }

  @Test
  void tells_of_deploys_and_of_those_that_fail() {
    // when
    deployments.deploy(deploy("1").setAuthor("alice").setMessage("first").build());
    deployments.deploy(deploy("2").build());
    failure(
        Code.INVALID_ARGUMENT,
        "CODEBASE_INVALID",
        () -> deployments.deploy(deploy("UNKNOWN_FILTER").setAuthor("bob").build()));
    deployments.rollback(
        RollbackRequest.newBuilder().setProgram("a").setAuthor("carol").setMessage("oh").build());

    // then
    var all = events();
    assertThat(all)
        .extracting(Event::getKind)
        .containsExactly(
            Event.Kind.KIND_DEPLOYED,
            Event.Kind.KIND_DEPLOYED,
            Event.Kind.KIND_DEPLOY_FAILED,
            Event.Kind.KIND_ROLLED_BACK);
    assertThat(all).extracting(Event::getSequence).containsExactly(1L, 2L, 3L, 4L);
    assertThat(all).extracting(Event::getActor).containsExactly("alice", "", "bob", "carol");
    assertThat(all).extracting(Event::getRevision).containsExactly(1L, 2L, 0L, 1L);
    assertThat(all).extracting(Event::getPreviousRevision).containsExactly(0L, 1L, 0L, 2L);
    assertThat(all.getFirst().getText()).isEqualTo("deployed r1: first");
    assertThat(all.get(2).getReason()).isEqualTo("CODEBASE_INVALID");
    assertThat(all.getLast().getText()).isEqualTo("rolled back to r1 (was r2): oh");
  }

  @Test
  void tells_nothing_of_what_changes_nothing() {
    deployments.deploy(deploy("1").setRequestId(ID).build());
    deployments.deploy(deploy("1").setRequestId(ID).build());
    deployments.deploy(deploy("1").build());
    deployments.deploy(deploy("2").setValidateOnly(true).build());
    deployments.stop(StopRequest.newBuilder().setProgram("a").build());

    assertThat(events()).hasSize(1);
  }

  @Test
  void writes_down_what_the_data_plane_tells() {
    // when
    host.tell(new ProgramEvent.Started("a", 1, 1, Duration.ofNanos(1_500_000)));
    host.tell(new ProgramEvent.Swapped("a", 2, 2, 1, 12, Duration.ofMillis(2)));
    host.tell(new ProgramEvent.ListenerOpened("a", 2, 2, "0.0.0.0:8000"));
    host.tell(new ProgramEvent.ListenerClosed("a", 2, 2, "0.0.0.0:8001"));
    host.tell(new ProgramEvent.Drained("a", 1, 1, 1, Duration.ofSeconds(30)));
    host.tell(new ProgramEvent.Freed("a", 1, 1));
    host.tell(new ProgramEvent.Freed("a", 1, 0));
    host.tell(new ProgramEvent.Stopped("a", 2, 2, 0));

    // then
    assertThat(events())
        .extracting(Event::getText)
        .containsExactly(
            "r1 serves, after 1.5 ms",
            "r2 replaces r1 in 2.0 ms; 12 connections drain",
            "listens on 0.0.0.0:8000",
            "listens on 0.0.0.0:8001 no more",
            "generation 1 (r1) has drained in 30000.0 ms; 1 connection was cut",
            "generation 1 (r1) is out of memory",
            "r1 is not kept warm any more",
            "stopped; 0 connections were cut");
    assertThat(events().get(1).getConnections()).isEqualTo(12);
    assertThat(events().get(2).getListener()).isEqualTo("0.0.0.0:8000");
  }

  @Test
  void chooses_events() {
    host.tell(new ProgramEvent.Freed("a", 1, 1));
    host.tell(new ProgramEvent.Freed("b", 1, 1));
    host.tell(new ProgramEvent.Stopped("b", 1, 1, 0));

    assertThat(events(WatchEventsRequest.newBuilder().setProgram("b"))).hasSize(2);
    assertThat(events(WatchEventsRequest.newBuilder().setTail(1))).hasSize(1);
    assertThat(events(WatchEventsRequest.newBuilder().setTail(0))).isEmpty();
    assertThat(events(WatchEventsRequest.newBuilder().addKinds(Event.Kind.KIND_PROGRAM_STOPPED)))
        .extracting(Event::getSequence)
        .containsExactly(3L);
    assertThat(events(WatchEventsRequest.newBuilder().setAfterSequence(2)))
        .extracting(Event::getSequence)
        .containsExactly(3L);
    assertThat(events(WatchEventsRequest.newBuilder().setAfterSequence(99))).hasSize(3);
    assertThat(
            events(
                WatchEventsRequest.newBuilder()
                    .setSince(Timestamp.newBuilder().setSeconds(4_000_000_000L))))
        .isEmpty();
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> events(WatchEventsRequest.newBuilder().setTail(1001)));
  }

  @Test
  void follows_events_and_shows_that_it_lives() throws Exception {
    // given
    host.tell(new ProgramEvent.Freed("a", 1, 1));
    var answers = follow(WatchEventsRequest.newBuilder());
    assertThat(next(answers).getEvent().getSequence()).isEqualTo(1);
    assertThat(answers.next().getHeartbeat()).isTrue();

    // when
    host.tell(new ProgramEvent.Freed("a", 2, 2));

    // then
    assertThat(next(answers).getEvent().getSequence()).isEqualTo(2);
  }

  @Test
  void keeps_the_last_thousand_and_says_what_is_missing() throws Exception {
    for (int i = 1; i <= EventLog.LIMIT + 10; i++) {
      host.tell(new ProgramEvent.Freed("a", i, i));
    }

    assertThat(events(WatchEventsRequest.newBuilder().setTail(EventLog.LIMIT)))
        .hasSize(EventLog.LIMIT)
        .first()
        .extracting(Event::getSequence)
        .isEqualTo(11L);
    var answers = follow(WatchEventsRequest.newBuilder().setAfterSequence(3));
    assertThat(next(answers).getDropped()).isEqualTo(7);
    assertThat(next(answers).getEvent().getSequence()).isEqualTo(11);
  }

  @Test
  void bounds_the_streams_of_events() throws Exception {
    for (int i = 0; i < 16; i++) {
      assertThat(follow(WatchEventsRequest.newBuilder()).next().getHeartbeat()).isTrue();
    }

    failure(
        Code.RESOURCE_EXHAUSTED,
        "EVENT_STREAM_LIMIT",
        () -> watching.watchEvents(WatchEventsRequest.newBuilder().setFollow(true).build()).next());
    calls.cancel(null);
    until(() -> {
      try {
        return watching
            .withDeadlineAfter(java.time.Duration.ofSeconds(5))
            .watchEvents(WatchEventsRequest.newBuilder().setFollow(true).build())
            .next()
            .getHeartbeat();
      } catch (io.grpc.StatusRuntimeException full) {
        return false;
      }
    });
  }

  private DrainState state() {
    return servers.getStatus(GetStatusRequest.getDefaultInstance()).getDrain();
  }

  private static DrainRequest drain(int delaySeconds, int timeoutSeconds) {
    return DrainRequest.newBuilder()
        .setDelay(com.google.protobuf.Duration.newBuilder().setSeconds(delaySeconds))
        .setTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(timeoutSeconds))
        .setReason("kernel update")
        .build();
  }

  @Test
  void takes_the_server_out_of_service_and_puts_it_back() {
    // given
    deployments.deploy(deploy("1").build());
    host.connections(5);

    // when
    var drained = servers.drain(drain(0, 600));

    // then: not ready at once, on and on until the last has gone
    assertThat(drained.getWasDraining()).isFalse();
    assertThat(drained.getDrain().getConnections()).isEqualTo(5);
    assertThat(health("")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(health("a")).isEqualTo(ServingStatus.NOT_SERVING);
    until(host::isWindingDown);
    until(() -> state().getPhase() == DrainState.Phase.PHASE_DRAINING);
    var status = servers.getStatus(GetStatusRequest.getDefaultInstance());
    assertThat(status.getDraining()).isTrue();
    assertThat(status.getHealthy()).isFalse();
    host.connections(0);
    until(() -> state().getPhase() == DrainState.Phase.PHASE_DRAINED);
    assertThat(state().getCutConnections()).isZero();

    // when: it is deployed to meanwhile, and put back
    deployments.deploy(deploy("2").build());
    assertThat(health("a")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(servers.undrain(UndrainRequest.getDefaultInstance()).getWasDraining()).isTrue();

    // then
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
    assertThat(health("a")).isEqualTo(ServingStatus.SERVING);
    until(() -> !host.isWindingDown());
    assertThat(servers.getStatus(GetStatusRequest.getDefaultInstance()).hasDrain()).isFalse();
    assertThat(servers.undrain(UndrainRequest.getDefaultInstance()).getWasDraining()).isFalse();
    assertThat(events())
        .extracting(Event::getKind)
        .containsSubsequence(
            Event.Kind.KIND_SERVER_DRAINING,
            Event.Kind.KIND_SERVER_DRAINED,
            Event.Kind.KIND_SERVER_READY);
    assertThat(events())
        .extracting(Event::getText)
        .contains("out of service: kernel update", "in service again after a drain");
  }

  @Test
  void cuts_what_is_left_when_the_time_is_over() {
    host.connections(5);

    servers.drain(drain(0, 0));

    until(() -> state().getPhase() == DrainState.Phase.PHASE_DRAINED);
    assertThat(state().getCutConnections()).isEqualTo(3);
    assertThat(host.inspection().closed).hasSize(1);
  }

  @Test
  void lets_clients_stay_until_the_delay_is_over() {
    host.connections(5);

    servers.drain(drain(3600, 0));
    assertThat(servers.drain(drain(3600, 0)).getWasDraining()).isTrue();

    assertThat(state().getPhase()).isEqualTo(DrainState.Phase.PHASE_WAITING);
    assertThat(host.isWindingDown()).isFalse();
    assertThat(host.inspection().closed).isEmpty();
  }

  @Test
  void refuses_a_drain_of_a_server_that_ends() {
    phase.draining();
    failure(Code.UNAVAILABLE, "SERVER_DRAINING", () -> servers.drain(drain(0, 0)));
    failure(
        Code.UNAVAILABLE,
        "SERVER_DRAINING",
        () -> servers.undrain(UndrainRequest.getDefaultInstance()));
  }

  private LoggerLevel shown(String logger) {
    return logs
        .listLogLevels(ListLogLevelsRequest.newBuilder().setLogger(logger).build())
        .getLevelsList()
        .stream()
        .filter(level -> level.getLogger().equals(logger))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sets_a_level_for_a_while() {
    // when
    var set =
        logs.setLogLevel(
            SetLogLevelRequest.newBuilder()
                .setLogger(MINE)
                .setLevel(LogLevel.LOG_LEVEL_DEBUG)
                .build());

    // then
    assertThat(set.getPrevious()).isEqualTo(LogLevel.LOG_LEVEL_INFO);
    assertThat(set.getLevel().getSet()).isTrue();
    assertThat(set.getLevel().getUntil().getSeconds() - System.currentTimeMillis() / 1000)
        .isBetween(590L, 601L);
    assertThat(shown(MINE).getLevel()).isEqualTo(LogLevel.LOG_LEVEL_DEBUG);
    assertThat(shown("").getSet()).isFalse();
    logs.setLogLevel(SetLogLevelRequest.newBuilder().setLogger(MINE).build());
    assertThat(events())
        .extracting(Event::getText)
        .containsExactly(
            "the level of " + MINE + " is debug (was info)",
            "the level of " + MINE + " is info (was debug)");
  }

  @Test
  void tells_when_a_level_goes_back_by_itself() {
    logs.setLogLevel(
        SetLogLevelRequest.newBuilder()
            .setLogger(MINE)
            .setLevel(LogLevel.LOG_LEVEL_TRACE)
            .setDuration(com.google.protobuf.Duration.newBuilder().setSeconds(1))
            .build());

    until(() -> events().getLast().getKind() == Event.Kind.KIND_LOG_LEVEL_RESTORED);

    assertThat(events().getLast().getText()).isEqualTo("the level of " + MINE + " is info again");
  }

  @Test
  void refuses_levels_that_make_no_sense() {
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () ->
            logs.setLogLevel(
                SetLogLevelRequest.newBuilder()
                    .setLogger("a b\n")
                    .setLevel(LogLevel.LOG_LEVEL_DEBUG)
                    .build()));
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () ->
            logs.setLogLevel(
                SetLogLevelRequest.newBuilder()
                    .setLevel(LogLevel.LOG_LEVEL_DEBUG)
                    .setDuration(com.google.protobuf.Duration.newBuilder().setSeconds(86_401))
                    .build()));
  }

  @Test
  void shows_the_configuration_without_secrets() {
    var shown = debugging.getConfiguration(GetConfigurationRequest.getDefaultInstance());

    assertThat(shown.getOptionsList())
        .anySatisfy(option -> {
          assertThat(option.getName()).isEqualTo("admin-key");
          assertThat(option.getValue()).isEqualTo("(hidden)");
          assertThat(option.getSetBy()).isEqualTo("pipy.yaml:2:1: admin-key");
        });
    assertThat(DebugService.withoutSecret("-Djavax.net.ssl.trustStorePassword=changeit"))
        .isEqualTo("-Djavax.net.ssl.trustStorePassword=(hidden)");
    assertThat(DebugService.withoutSecret("-Xmx512m")).isEqualTo("-Xmx512m");
    assertThat(DebugService.withoutSecret("-Da=token")).isEqualTo("-Da=token");
  }

  @Test
  void shows_what_threads_do() {
    var dump = debugging.getThreadDump(GetThreadDumpRequest.getDefaultInstance());

    assertThat(dump.getTruncated()).isFalse();
    assertThat(dump.getText())
        .contains("ThreadDump.now(")
        .containsPattern("(?m)^\"main\" #\\d+ [A-Z_]+$");
  }

  @Test
  void lists_the_peers_of_connect() {
    var targets =
        connections.listUpstreams(ListUpstreamsRequest.getDefaultInstance()).getTargetsList();

    assertThat(targets).hasSize(2);
    assertThat(targets.getFirst().getConnections()).isEqualTo(2);
    assertThat(targets.getFirst().getLastError()).isEmpty();
    assertThat(targets.getLast().getFailuresTotal()).isEqualTo(3);
    assertThat(targets.getLast().getLastError()).isEqualTo("ConnectionRefused");
    assertThat(targets.getLast().hasLastErrorTime()).isTrue();
  }
}
