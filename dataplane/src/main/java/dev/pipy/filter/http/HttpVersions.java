package dev.pipy.filter.http;

import dev.pipy.codec.http.KnownField;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http2.Preface;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The server's side of a connection in the version that the client speaks: HTTP/2 if it begins
/// with that version's preface (RFC 9113 section 3.3), or asks for it with `upgrade: h2c` in a
/// request without a body; HTTP/1 otherwise. Confined to its worker.
final class HttpVersions implements Filter, HttpServerFilter.Upgrade {

  private static final byte[] SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final HttpServerFilter.Settings settings;
  private final HttpServerFilter http1;
  private @Nullable Http2Server http2;
  private @Nullable Stage stage;

  /// The first bytes, while they may be the start of a preface.
  private @Nullable ByteBuf undecided;

  private @Nullable LoopTimer timer;
  private boolean isDecided;

  HttpVersions(HttpServerFilter.Settings settings) {
    this.settings = settings;
    this.http1 = new HttpServerFilter(settings, this);
  }

  @Override
  public void handle(Event event, Stage stage) {
    this.stage = stage;
    if (!isDecided) {
      decide(event, stage);
    } else if (http2 == null) {
      http1.handle(event, stage);
    } else {
      feed(http2, event);
    }
  }

  private static void feed(Http2Server server, Event event) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> server.read(bytes);
      case Event.StreamEnd(StreamError error) -> server.endInput(error);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private void decide(Event event, Stage stage) {
    if (!(event instanceof Event.Data(ByteBuf bytes))) {
      if (event instanceof Event.StreamEnd) {
        speakHttp1(stage);
        http1.handle(event, stage);
      }
      return;
    }
    var first = bytes;
    if (undecided != null) {
      first = Unpooled.wrappedBuffer(undecided, bytes);
      undecided = null;
    }
    switch (Preface.match(first)) {
      case YES -> {
        stopWaiting();
        http2 = new Http2Server(settings, stage);
        http2.read(first);
      }
      case NO -> {
        stopWaiting();
        http1.handle(new Event.Data(first), stage);
      }
      case OPEN -> {
        // 16 bytes at the most, which must not hold a network buffer
        undecided = PooledByteBufAllocator.DEFAULT.buffer(16).writeBytes(first);
        first.release();
        if (timer == null) {
          timer = stage.worker().after(Http2Server.PREFACE_TIMEOUT, () -> speakHttp1(stage));
        }
      }
    }
  }

  private void stopWaiting() {
    isDecided = true;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /// No preface will come: what there is of one is for the other version to judge.
  private void speakHttp1(Stage stage) {
    stopWaiting();
    var first = undecided;
    undecided = null;
    if (first != null) {
      stage.guard(() -> {
        http1.handle(new Event.Data(first), stage);
        http1.handle(new Event.StreamEnd(StreamError.READ_TIMEOUT), stage);
      });
    }
  }

  @Override
  public boolean takesOver(RequestHead head) {
    var payload = settingsOf(head);
    if (payload == null) {
      return false;
    }
    var output = Objects.requireNonNull(stage);
    output.emit(new Event.Data(Unpooled.copiedBuffer(SWITCHING)));
    http2 = new Http2Server(settings, output);
    http2.upgrade(head, Unpooled.wrappedBuffer(payload));
    return true;
  }

  /// The settings of a request that asks for HTTP/2 in the right way (RFC 7540 section 3.2), or
  /// null.
  private static byte @Nullable [] settingsOf(RequestHead head) {
    if (!"h2c".equals(head.upgrade())) {
      return null;
    }
    var sent = head.headers().all("http2-settings");
    if (sent.size() != 1 || !head.headers().hasToken(KnownField.CONNECTION, "http2-settings")) {
      return null;
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(sent.getFirst());
      return payload.length % 6 == 0 ? payload : null;
    } catch (IllegalArgumentException expected) {
      return null;
    }
  }

  @Override
  public void data(ByteBuf owned) {
    Objects.requireNonNull(http2).read(owned);
  }

  @Override
  public boolean takesInput() {
    return http2 != null ? http2.takesInput() : http1.takesInput();
  }

  @Override
  public boolean expectsInput() {
    return http2 != null || http1.expectsInput();
  }

  @Override
  public void drain(Stage stage) {
    this.stage = stage;
    if (http2 != null) {
      http2.drain();
    } else {
      http1.drain(stage);
    }
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.cancel();
    }
    if (undecided != null) {
      undecided.release();
      undecided = null;
    }
    if (http2 != null) {
      http2.close();
    }
    http1.close();
  }
}
