package dev.pipy.ctl.har;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.pipy.control.v1.TapEvent;
import dev.pipy.control.v1.TapField;
import dev.pipy.control.v1.TapHead;
import dev.pipy.ctl.output.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One exchange as an entry of a HAR document. What is not known is empty, or -1 where the format
/// wants a number; a response that was not seen has the status 0.
final class HarEntry {

  private static final int PLAIN_ANSWER = 200;

  private final Exchange exchange;
  private final JsonText json = new JsonText(false);

  HarEntry(Exchange exchange) {
    this.exchange = exchange;
  }

  String json() {
    long send = elapsed(exchange.request().end());
    long wait = Math.max(0, elapsed(exchange.answer().start()) - send);
    long receive = elapsed(exchange.answer().end());
    json.open("");
    json.field("startedDateTime", began());
    millis("time", send + wait + receive);
    request(head(exchange.request().start()));
    response(head(exchange.answer().start()));
    json.open("cache").close();
    json.open("timings");
    millis("send", send);
    millis("wait", wait);
    millis("receive", receive);
    json.close();
    json.field("_client", exchange.first().getClient());
    json.field("comment", comment());
    return json.close().toString();
  }

  private static TapHead head(@Nullable TapEvent start) {
    return start == null ? TapHead.getDefaultInstance() : start.getHead();
  }

  private static long elapsed(@Nullable TapEvent event) {
    return event == null ? 0 : Durations.toNanos(event.getElapsed());
  }

  /// An answer whose request was not shown says how long ago that was.
  private String began() {
    TapEvent first = exchange.first();
    Timestamp time = first.getTime();
    return Timestamps.toString(
        exchange.request().start() == null ? Timestamps.subtract(time, first.getElapsed()) : time);
  }

  private void millis(String name, long nanos) {
    json.raw(name, String.format(Locale.ROOT, "%.3f", nanos / 1e6));
  }

  private void request(TapHead head) {
    int space = exchange.line().indexOf(' ');
    String target = exchange.line().substring(space + 1);
    json.open("request");
    json.field("method", exchange.line().substring(0, Math.max(0, space)));
    json.field("url", HarUrl.of(target, field(head, "host")));
    json.field("httpVersion", head.getProtocol());
    fields("headers", head);
    json.openList("queryString");
    HarUrl.query(target)
        .forEach((name, value) -> json.open("").field("name", name).field("value", value).close());
    json.closeList();
    HarBody body = new HarBody(exchange.request());
    if (body.hasText()) {
      json.open("postData").field("mimeType", field(head, "content-type"));
      json.field("text", body.text()).field("comment", body.comment()).close();
    }
    sizes(body);
    json.close();
  }

  private void response(TapHead head) {
    boolean isKnown = exchange.answer().start() != null;
    HarBody body = new HarBody(exchange.answer());
    json.open("response");
    // a message without a head is an answer with this status
    json.field("status", isKnown && head.getStatus() == 0 ? PLAIN_ANSWER : head.getStatus());
    json.field("statusText", "");
    json.field("httpVersion", head.getProtocol());
    fields("headers", head);
    json.open("content").field("size", Math.max(0, body.size()));
    json.field("mimeType", field(head, "content-type"));
    if (body.hasText()) {
      json.field("text", body.text());
      if (body.isBase64()) {
        json.field("encoding", "base64");
      }
      json.field("comment", body.comment());
    }
    json.close();
    json.field("redirectURL", field(head, "location"));
    sizes(body);
    json.close();
  }

  /// What both kinds of messages end with.
  private void sizes(HarBody body) {
    // the fields that carry cookies are among the others, hidden or not
    json.openList("cookies").closeList();
    json.field("headersSize", -1).field("bodySize", body.size());
    if (body.trailers().getFieldsCount() > 0) {
      fields("_trailers", body.trailers());
    }
  }

  private void fields(String name, TapHead head) {
    json.openList(name);
    for (TapField field : head.getFieldsList()) {
      json.open("").field("name", field.getName()).field("value", field.getValue()).close();
    }
    json.closeList();
  }

  private static String field(TapHead head, String name) {
    return head.getFieldsList().stream()
        .filter(field -> field.getName().equalsIgnoreCase(name))
        .map(TapField::getValue)
        .findFirst()
        .orElse("");
  }

  private String comment() {
    List<String> sentences = new ArrayList<>();
    if (exchange.request().start() == null) {
      sentences.add("The request was not shown.");
    }
    int leftOut =
        head(exchange.request().start()).getLeftOut()
            + head(exchange.answer().start()).getLeftOut();
    if (leftOut > 0) {
      sentences.add(leftOut + " header fields are left out.");
    }
    cut(sentences, "request", exchange.request());
    cut(sentences, "answer", exchange.answer());
    if (exchange.answer().start() == null) {
      sentences.add(
          "No answer was shown"
              + (exchange.failure().isEmpty() ? "." : ": " + exchange.failure() + "."));
    }
    return String.join(" ", sentences);
  }

  private static void cut(List<String> sentences, String what, Exchange.Part part) {
    TapEvent end = part.end();
    if (end != null && part.isCut()) {
      String error = end.getError();
      sentences.add("The " + what + " was cut off" + (error.isEmpty() ? "." : ": " + error + "."));
    }
  }
}
