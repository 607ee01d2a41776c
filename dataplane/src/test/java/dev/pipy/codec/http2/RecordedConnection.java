package dev.pipy.codec.http2;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The owner of a connection in a test: writes down what is delivered, and collects what is sent.
/// Neighbouring pieces of a body count as one.
final class RecordedConnection implements Http2Connection.Owner {

  final ByteBuf sent = Unpooled.buffer();
  final List<Http2Stream> opened = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private boolean flushWanted;
  private long nanos;

  @Override
  public void write(ByteBuf owned) {
    sent.writeBytes(owned);
    owned.release();
  }

  @Override
  public void flushSoon() {
    flushWanted = true;
  }

  /// Whether anything was written since the last call.
  boolean takeFlushWanted() {
    boolean wanted = flushWanted;
    flushWanted = false;
    return wanted;
  }

  @Override
  public Http2StreamSink opened(Http2Stream stream) {
    opened.add(stream);
    return sink("" + stream.id());
  }

  Http2StreamSink sink(String name) {
    return new Sink(name);
  }

  @Override
  public void streamsChanged() {}

  @Override
  public void failed(Http2Error error, String detail) {
    events.add("failed " + error);
  }

  @Override
  public long nanoTime() {
    return nanos += 1000;
  }

  List<String> events() {
    return events;
  }

  private void add(String name, String event) {
    events.add(name + ": " + event);
  }

  private final class Sink implements Http2StreamSink {

    private final String name;

    Sink(String name) {
      this.name = name;
    }

    @Override
    public void head(HttpHead head, long length) {
      var line =
          switch (head) {
            case RequestHead request -> request.method() + ' ' + request.path();
            case ResponseHead response -> "" + response.status();
          };
      var fields = new StringBuilder();
      head.headers()
          .forEach((field, value) -> fields.append(' ').append(field).append('=').append(value));
      add(name, line + fields + " (" + length + ")");
    }

    @Override
    public void data(ByteBuf owned) {
      var text = owned.toString(StandardCharsets.ISO_8859_1);
      owned.release();
      int last = events.size() - 1;
      var before = name + ": data ";
      if (last >= 0 && events.get(last).startsWith(before)) {
        events.set(last, events.get(last) + text);
      } else {
        events.add(before + text);
      }
    }

    @Override
    public void end(@Nullable HttpTail tail) {
      add(name, tail == null ? "end" : "end x-sum=" + tail.headers().get("x-sum"));
    }

    @Override
    public void reset(Http2Error error, boolean isUnprocessed) {
      add(name, "reset " + error + (isUnprocessed ? " unprocessed" : ""));
    }

    @Override
    public void writable() {
      add(name, "writable");
    }
  }
}
