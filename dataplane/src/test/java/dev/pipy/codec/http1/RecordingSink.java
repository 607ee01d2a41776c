package dev.pipy.codec.http1;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Writes down what a decoder delivers, a line each; neighbouring data is joined, because where
/// data is cut means nothing. Releases all data.
final class RecordingSink<H extends HttpHead> implements Http1Sink<H> {

  final List<String> lines = new ArrayList<>();
  final List<H> heads = new ArrayList<>();
  final List<@Nullable HttpTail> tails = new ArrayList<>();
  private Runnable onHead = () -> {};
  private Runnable onData = () -> {};
  private Runnable onEnd = () -> {};

  RecordingSink<H> onHead(Runnable action) {
    onHead = action;
    return this;
  }

  RecordingSink<H> onData(Runnable action) {
    onData = action;
    return this;
  }

  RecordingSink<H> onEnd(Runnable action) {
    onEnd = action;
    return this;
  }

  @Override
  public void head(H head, long length) {
    heads.add(head);
    lines.add(startLine(head) + " " + fields(head.headers()) + " length=" + length);
    onHead.run();
  }

  private static String startLine(HttpHead head) {
    return switch (head) {
      case RequestHead request -> request.method() + " " + request.path() + " " + head.protocol();
      case ResponseHead response ->
          head.protocol() + " " + response.status() + " " + response.statusText();
    };
  }

  private static String fields(HttpHeaders headers) {
    var joined = new StringJoiner(", ", "{", "}");
    headers.forEach((name, value) -> joined.add(name + "=" + value));
    return joined.toString();
  }

  @Override
  public void data(ByteBuf owned) {
    String text = owned.toString(StandardCharsets.ISO_8859_1);
    owned.release();
    boolean joins = !lines.isEmpty() && lines.getLast().startsWith("data ");
    if (joins) {
      lines.set(lines.size() - 1, lines.getLast() + text);
    } else {
      lines.add("data " + text);
    }
    onData.run();
  }

  @Override
  public void end(@Nullable HttpTail tail) {
    tails.add(tail);
    lines.add(tail == null ? "end" : "end " + fields(tail.headers()));
    onEnd.run();
  }

  @Override
  public void malformed(HttpError error) {
    lines.add("malformed " + error.status());
  }

  @Override
  public void truncated() {
    lines.add("truncated");
  }
}
