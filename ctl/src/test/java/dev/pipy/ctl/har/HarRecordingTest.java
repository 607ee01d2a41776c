package dev.pipy.ctl.har;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.pipy.control.v1.TapEvent;
import dev.pipy.control.v1.TapEvent.Kind;
import dev.pipy.control.v1.TapField;
import dev.pipy.control.v1.TapHead;
import dev.pipy.control.v1.TapStarted;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HarRecordingTest {

  private static final long START_MILLIS = 1_795_348_804_118L;

  private final List<String> lines = new ArrayList<>();
  private final HarRecording recording = new HarRecording("1.0", lines::add);

  HarRecordingTest() {
    recording.begin(
        TapStarted.newBuilder()
            .setProgram("proxy")
            .addPlaces("into pipeline request")
            .addPlaces("out of pipeline request")
            .build());
  }

  private static TapEvent.Builder event(long stream, int place, Kind kind, int elapsedMillis) {
    return TapEvent.newBuilder()
        .setTime(Timestamps.fromMillis(START_MILLIS + elapsedMillis))
        .setStream(stream)
        .setPlace(place)
        .setClient("10.1.4.9:40114")
        .setKind(kind)
        .setElapsed(Durations.fromMillis(elapsedMillis));
  }

  private static TapHead.Builder request(String method, String path, String... fields) {
    return fields(TapHead.newBuilder().setMethod(method).setPath(path), fields);
  }

  private static TapHead.Builder answer(int status, String... fields) {
    return fields(TapHead.newBuilder().setStatus(status), fields);
  }

  private static TapHead.Builder fields(TapHead.Builder head, String... fields) {
    head.setProtocol("HTTP/1.1");
    for (int i = 0; i < fields.length; i += 2) {
      head.addFields(TapField.newBuilder().setName(fields[i]).setValue(fields[i + 1]));
    }
    return head;
  }

  private void ask(long stream, TapHead.Builder head, String body) {
    recording.add(event(stream, 0, Kind.KIND_MESSAGE_START, 0).setHead(head).build());
    recording.add(end(stream, 0, 2, body).build());
  }

  private static TapEvent.Builder end(long stream, int place, int millis, String body) {
    return event(stream, place, Kind.KIND_MESSAGE_END, millis)
        .setBytes(body.length())
        .setExcerpt(ByteString.copyFrom(body, UTF_8));
  }

  private void answer(long stream, String request, TapHead.Builder head, String body) {
    recording.add(
        event(stream, 1, Kind.KIND_MESSAGE_START, 13).setRequest(request).setHead(head).build());
    recording.add(end(stream, 1, 5, body).build());
  }

  private JsonObject log() {
    recording.print();
    return JsonParser.parseString(String.join("\n", lines))
        .getAsJsonObject()
        .getAsJsonObject("log");
  }

  private List<JsonObject> entries() {
    return log().getAsJsonArray("entries").asList().stream()
        .map(entry -> entry.getAsJsonObject())
        .toList();
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }

  private static JsonObject part(JsonObject object, String... names) {
    JsonObject part = object;
    for (String name : names) {
      part = part.getAsJsonObject(name);
    }
    return part;
  }

  @Test
  void has_all_that_the_format_requires() {
    // given
    ask(1, request("GET", "/a?x=1"), "");
    answer(1, "GET /a?x=1", answer(200), "");
    ask(2, request("GET", "/unanswered"), "");

    // when
    JsonObject log = log();

    // then
    assertThat(log.keySet()).contains("version", "creator", "entries");
    assertThat(text(log, "version")).isEqualTo("1.2");
    assertThat(part(log, "creator").keySet()).contains("name", "version");
    assertThat(log.getAsJsonArray("entries"))
        .hasSize(2)
        .allSatisfy(each -> {
          JsonObject entry = each.getAsJsonObject();
          assertThat(entry.keySet())
              .contains("startedDateTime", "time", "request", "response", "cache", "timings");
          assertThat(part(entry, "request").keySet())
              .contains("method", "url", "httpVersion", "cookies", "headers", "queryString")
              .contains("headersSize", "bodySize");
          assertThat(part(entry, "response").keySet())
              .contains("status", "statusText", "httpVersion", "cookies", "headers", "content")
              .contains("redirectURL", "headersSize", "bodySize");
          assertThat(part(entry, "response", "content").keySet()).contains("size", "mimeType");
          assertThat(part(entry, "timings").keySet()).contains("send", "wait", "receive");
        });
  }

  @Test
  void says_what_was_asked_and_answered_and_how_long_it_took() {
    // given
    ask(
        1,
        request(
            "POST", "/a?q=x%20y&token=(hidden)&flag", "Host", "shop:8000", "cookie", "(hidden)"),
        "in");
    answer(1, "POST /a?q=x%20y&token=(hidden)&flag", answer(302, "Location", "/b"), "out");

    // when
    JsonObject entry = entries().getFirst();

    // then
    assertThat(text(entry, "startedDateTime")).isEqualTo("2026-11-22T12:00:04.118Z");
    assertThat(entry.get("time").getAsDouble()).isEqualTo(18);
    assertThat(part(entry, "timings"))
        .isEqualTo(
            JsonParser.parseString("{\"send\": 2.000, \"wait\": 11.000, \"receive\": 5.000}"));
    assertThat(text(entry, "_client")).isEqualTo("10.1.4.9:40114");
    assertThat(text(entry, "comment")).isEmpty();
    JsonObject request = part(entry, "request");
    assertThat(text(request, "method")).isEqualTo("POST");
    assertThat(text(request, "url")).isEqualTo("http://shop:8000/a?q=x%20y&token=(hidden)&flag");
    assertThat(request.getAsJsonArray("headers").toString())
        .isEqualTo(
            "[{\"name\":\"Host\",\"value\":\"shop:8000\"},"
                + "{\"name\":\"cookie\",\"value\":\"(hidden)\"}]");
    assertThat(request.getAsJsonArray("queryString").toString())
        .isEqualTo(
            "[{\"name\":\"q\",\"value\":\"x y\"},{\"name\":\"token\",\"value\":\"(hidden)\"},"
                + "{\"name\":\"flag\",\"value\":\"\"}]");
    assertThat(text(part(request, "postData"), "text")).isEqualTo("in");
    JsonObject response = part(entry, "response");
    assertThat(response.get("status").getAsInt()).isEqualTo(302);
    assertThat(text(response, "redirectURL")).isEqualTo("/b");
    assertThat(response.get("bodySize").getAsInt()).isEqualTo(3);
    assertThat(text(part(response, "content"), "text")).isEqualTo("out");
  }

  @Test
  void finds_the_request_of_each_answer_of_a_stream() {
    // given
    ask(1, request("GET", "/not-answered-here"), "");
    ask(1, request("GET", "/b"), "");
    recording.add(
        event(1, 1, Kind.KIND_MESSAGE_START, 3).setRequest("GET /b").setHead(answer(103)).build());
    recording.add(end(1, 1, 0, "").build());
    answer(1, "GET /b", answer(204), "");
    ask(2, request("GET", "/b"), "");
    answer(2, "GET /b", answer(205), "");
    answer(3, "GET /dropped", answer(206), "");

    // then
    assertThat(entries())
        .extracting(
            entry -> text(part(entry, "request"), "url"),
            entry -> part(entry, "response").get("status").getAsInt(),
            entry -> text(entry, "comment"))
        .containsExactly(
            tuple("http://unknown.invalid/not-answered-here", 0, "No answer was shown."),
            tuple("http://unknown.invalid/b", 204, ""),
            tuple("http://unknown.invalid/b", 205, ""),
            tuple("http://unknown.invalid/dropped", 206, "The request was not shown."));
  }

  @Test
  void begins_when_the_request_did_that_was_not_shown() {
    // given
    answer(1, "GET /dropped", answer(200), "");

    // then
    assertThat(text(entries().getFirst(), "startedDateTime")).isEqualTo("2026-11-22T12:00:04.118Z");
  }

  @Test
  void says_how_streams_ended_within_a_message_or_before_the_answer() {
    // given
    ask(1, request("GET", "/cut"), "");
    recording.add(
        event(1, 1, Kind.KIND_MESSAGE_START, 13)
            .setRequest("GET /cut")
            .setHead(answer(200))
            .build());
    recording.add(
        event(1, 1, Kind.KIND_STREAM_END, 20).setBytes(7).setError("ConnectionReset").build());
    ask(2, request("GET", "/refused"), "");
    recording.add(event(2, 1, Kind.KIND_STREAM_END, 20).setError("ConnectionRefused").build());

    // then
    assertThat(entries())
        .extracting(
            entry -> text(entry, "comment"),
            entry -> part(entry, "response").get("bodySize").getAsInt())
        .containsExactly(
            tuple("The answer was cut off: ConnectionReset.", 7),
            tuple("No answer was shown: ConnectionRefused.", -1));
  }

  @Test
  void shows_bodies_that_are_no_text_in_base64_and_says_how_much_it_has() {
    // given
    ask(1, request("GET", "/"), "");
    recording.add(
        event(1, 1, Kind.KIND_MESSAGE_START, 1)
            .setRequest("GET /")
            .setHead(answer(200, "content-type", "image/png"))
            .build());
    recording.add(
        event(1, 1, Kind.KIND_MESSAGE_END, 1)
            .setBytes(100)
            .setExcerpt(ByteString.copyFrom(new byte[] {(byte) 0x89, 'P'}))
            .setHead(fields(TapHead.newBuilder(), "x-sum", "1"))
            .build());

    // then
    JsonObject response = part(entries().getFirst(), "response");
    assertThat(part(response, "content").toString())
        .isEqualTo(
            "{\"size\":100,\"mimeType\":\"image/png\",\"text\":\"iVA=\",\"encoding\":\"base64\","
                + "\"comment\":\"base64, the first 2 of 100 bytes\"}");
    assertThat(response.getAsJsonArray("_trailers").toString())
        .isEqualTo("[{\"name\":\"x-sum\",\"value\":\"1\"}]");
  }

  @Test
  void says_what_is_missing() {
    // given
    recording.drop(7);
    recording.drop(1);
    recording.add(event(1, 0, Kind.KIND_DATA, 0).setBytes(1).build());
    ask(2, request("GET", "/").setLeftOut(3), "");

    // then
    assertThat(text(log(), "comment"))
        .isEqualTo(
            "A tap of proxy: into pipeline request → out of pipeline request. 8 messages not shown"
                + " by the tap (see --max-rps). 1 event left out, since they are not of HTTP.");
    assertThat(lines.get(1)).contains("3 header fields are left out. No answer was shown.");
  }

  @Test
  void takes_no_more_requests_than_it_has_room_for() {
    // given
    Exchanges exchanges = new Exchanges(100);
    TapEvent big =
        event(1, 0, Kind.KIND_MESSAGE_START, 0)
            .setHead(request("GET", "/" + "x".repeat(80)))
            .build();
    exchanges.add(big);

    // when
    exchanges.add(end(1, 0, 1, "body").build());
    exchanges.add(event(2, 0, Kind.KIND_MESSAGE_START, 0).setHead(request("GET", "/")).build());

    // then
    assertThat(exchanges.all()).hasSize(1);
    assertThat(exchanges.leftOut()).isEqualTo(1);
    HarBody body = new HarBody(exchanges.all().getFirst().request());
    assertThat(body.size()).isEqualTo(4);
    assertThat(body.hasText()).isFalse();
  }

  @Test
  void knows_addresses_of_all_kinds_of_targets() {
    assertThat(HarUrl.of("http://a/b?c", "x")).isEqualTo("http://a/b?c");
    assertThat(HarUrl.of("a:443", "")).isEqualTo("http://a:443/");
    assertThat(HarUrl.of("*", "a")).isEqualTo("http://a/*");
    assertThat(HarUrl.of("/b", "[::1]:80")).isEqualTo("http://[::1]:80/b");
    assertThat(HarUrl.of("/b", "a\"/../")).isEqualTo("http://unknown.invalid/b");
  }

  @Test
  void prints_one_document_and_none_without_a_tap() {
    // given
    recording.print();
    recording.print();
    List<String> none = new ArrayList<>();
    new HarRecording("1.0", none::add).print();

    // then
    JsonArray entries =
        JsonParser.parseString(String.join("", lines))
            .getAsJsonObject()
            .getAsJsonObject("log")
            .getAsJsonArray("entries");
    assertThat(entries).isEmpty();
    assertThat(none).isEmpty();
  }
}
