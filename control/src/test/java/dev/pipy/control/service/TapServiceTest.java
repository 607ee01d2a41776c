package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.pipy.control.v1.TapEvent;
import dev.pipy.control.v1.TapRequest;
import dev.pipy.control.v1.TapResponse;
import dev.pipy.control.v1.WatchGraphStatsRequest;
import dev.pipy.inspect.SeenHead;
import dev.pipy.inspect.Tap;
import dev.pipy.program.Inspection.TapPlace;
import io.grpc.Context;
import io.grpc.Status.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TapServiceTest extends ServiceTest {

  private static TapRequest.Builder request() {
    return TapRequest.newBuilder().setProgram("a");
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  private static List<TapResponse> all(Iterator<TapResponse> responses) {
    var all = new ArrayList<TapResponse>();
    responses.forEachRemaining(all::add);
    return all;
  }

  private static Tap.Item seen() {
    var head =
        new SeenHead(
            SeenHead.Kind.REQUEST,
            "GET",
            "/hi",
            0,
            "HTTP/1.1",
            List.of(new SeenHead.Field("host", "x")),
            2);
    return new Tap.Seen(
        new dev.pipy.inspect.TapEvent(
            Instant.EPOCH,
            1,
            5,
            "127.0.0.1:9",
            dev.pipy.inspect.TapEvent.Kind.MESSAGE_START,
            head,
            "GET /hi",
            3,
            ByteBuffer.wrap("abc".getBytes(StandardCharsets.UTF_8)),
            "ReadError",
            java.time.Duration.ofMillis(7)));
  }

  @Test
  void says_what_it_looks_at_then_shows_what_it_sees() {
    // given
    var items = host.inspection().items;
    items.add(seen());
    items.add(new Tap.Dropped(7));
    items.add(new Tap.Moved(5, 4));
    items.add(new Tap.Ended("program a was stopped"));

    // when
    var responses = all(taps.tap(request().build()));

    // then
    assertThat(responses)
        .extracting(TapResponse::getItemCase)
        .containsExactly(
            TapResponse.ItemCase.STARTED,
            TapResponse.ItemCase.EVENT,
            TapResponse.ItemCase.DROPPED,
            TapResponse.ItemCase.MOVED,
            TapResponse.ItemCase.ENDED);
    assertThat(responses.getFirst().getStarted().getPipeline()).isEqualTo("/main.js:request");
    assertThat(responses.getFirst().getStarted().getPlacesCount()).isEqualTo(2);
    assertThat(responses.getFirst().getStarted().getDuration()).isEqualTo(seconds(60));
    var event = responses.get(1).getEvent();
    assertThat(event.getKind()).isEqualTo(TapEvent.Kind.KIND_MESSAGE_START);
    assertThat(event.getHead().getPath()).isEqualTo("/hi");
    assertThat(event.getHead().getFields(0).getValue()).isEqualTo("x");
    assertThat(event.getHead().getLeftOut()).isEqualTo(2);
    assertThat(event.getExcerpt().toStringUtf8()).isEqualTo("abc");
    assertThat(event.getError()).isEqualTo("ReadError");
    assertThat(responses.get(2).getDropped()).isEqualTo(7);
    assertThat(host.inspection().tapClosed.getCount()).isZero();
  }

  @Test
  void passes_on_what_is_asked_for() {
    // given
    host.inspection().items.add(new Tap.Ended("enough"));

    // when
    all(
        taps.tap(
            request()
                .setPipeline("request")
                .setAfter("muxHTTP")
                .setBodyBytes(10)
                .setShowSecrets(true)
                .build()));

    // then
    assertThat(host.inspection().places)
        .containsExactly(new TapPlace("a", "request", "muxHTTP", ""));
    var options = Objects.requireNonNull(host.inspection().options.poll());
    assertThat(options.bodyBytes()).isEqualTo(10);
    assertThat(options.eventsPerSecond()).isEqualTo(50);
    assertThat(options.showsSecrets()).isTrue();
  }

  @Test
  void ends_by_itself() {
    // when
    var responses = all(taps.tap(request().setDuration(seconds(1)).build()));

    // then
    assertThat(responses).extracting(TapResponse::getHeartbeat).contains(true);
    assertThat(responses.getLast().getEnded()).isEqualTo("the time is over");
    assertThat(host.inspection().tapClosed.getCount()).isZero();
  }

  @Test
  void ends_when_the_caller_leaves() throws Exception {
    // given
    var context = Context.current().withCancellation();
    context.run(() -> taps.tap(request().build()).next());

    // when
    context.cancel(null);

    // then
    assertThat(host.inspection().tapClosed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void refuses_what_it_cannot_show() {
    refuses(request().setProgram(""), "program");
    refuses(request().setPipeline("none"), "pipeline");
    refuses(request().setMethod("a b"), "method");
    refuses(request().setStatus("6x"), "status");
    refuses(request().setClient("10.0.0.0/33"), "client");
    refuses(request().setBodyBytes(-1), "body_bytes");
    refuses(request().setBodyBytes(65_537), "body_bytes");
    refuses(request().setEventsPerSecond(1001), "events_per_second");
    refuses(request().setDuration(seconds(601)), "duration");
    refuses(request().setDuration(seconds(0)), "duration");
  }

  private void refuses(TapRequest.Builder request, String field) {
    var failure =
        failure(Code.INVALID_ARGUMENT, "FIELD_INVALID", () -> taps.tap(request.build()).next());
    assertThat(failure).hasMessageContaining(field + ": ");
  }

  @Test
  void refuses_more_taps_than_there_may_be() {
    // given
    host.inspection().isFull = true;

    // then
    failure(Code.RESOURCE_EXHAUSTED, "TAP_LIMIT", () -> taps.tap(request().build()).next());
    failure(
        Code.RESOURCE_EXHAUSTED,
        "TAP_LIMIT",
        () ->
            graphs
                .watchGraphStats(WatchGraphStatsRequest.newBuilder().setProgram("a").build())
                .next());
  }

  @Test
  void watches_figures_until_the_program_stops() throws Exception {
    // given
    var half = Duration.newBuilder().setNanos(500_000_000).build();
    var answers =
        graphs.watchGraphStats(
            WatchGraphStatsRequest.newBuilder().setProgram("a").setInterval(half).build());

    // when
    var first = answers.next();
    host.inspection().isStopped = true;
    var last = answers.next();
    while (answers.hasNext()) {
      last = answers.next();
    }

    // then
    assertThat(first.getGeneration()).isEqualTo(4);
    assertThat(last.getEnded()).isEqualTo("program a was stopped");
    assertThat(host.inspection().statsClosed.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
