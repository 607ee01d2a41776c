package dev.pipy.inspect;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.StreamError;
import dev.pipy.inspect.TapObservation.Stream;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One place of one pipeline that a tap looks at. What is shown is copied; the event goes on as it
/// is, whatever becomes of the copy. Confined to the pipeline's worker.
final class TapObserver implements Filter {

  private static final byte[] NOTHING = {};
  private static final int PLAIN_ANSWER = 200;

  private final Tap tap;
  private final Stream stream;
  private final int place;
  private boolean isInMessage;
  private boolean isShown;
  private long startNanos;
  private long bytes;
  private byte[] excerpt = NOTHING;
  private String request = "";

  TapObserver(Tap tap, Stream stream, int place) {
    this.tap = tap;
    this.stream = stream;
    this.place = place;
  }

  @Override
  public boolean passesOpening() {
    return true;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (!tap.isClosed()) {
      try {
        if (stream.isWanted(stage)) {
          look(event);
        }
      } catch (RuntimeException unreadable) {
        isShown = false; // such as a head that a script made unfit to be written
      }
    }
    stage.emit(event);
  }

  private void look(Event event) {
    switch (event) {
      case Event.MessageStart(Head head, _) -> start(head);
      case Event.Data(ByteBuf data) -> data(data);
      case Event.MessageEnd(Head tail, _) -> end(tail);
      case Event.StreamEnd(StreamError error) -> streamEnd(error);
    }
  }

  private void start(@Nullable Head head) {
    isInMessage = true;
    isShown = false;
    bytes = 0;
    excerpt = NOTHING;
    request = "";
    long now = System.nanoTime();
    startNanos = now;
    var filter = tap.options().filter();
    long since = now;
    switch (HttpHead.of(head)) {
      case RequestHead asked -> {
        boolean isWanted = filter.wants(asked);
        stream.asked(asked, isWanted);
        isShown = isWanted && !filter.asksForStatus();
      }
      case ResponseHead answer ->
          since = answer(answer.status(), stream.answered(answer.isInterim()), now);
      case null -> {
        var asked = head == null && place > 0 ? stream.answered(false) : null;
        if (asked == null) {
          isShown = isOfInterest();
        } else {
          since = answer(PLAIN_ANSWER, asked, now); // what a message without a head means there
        }
      }
    }
    if (isShown) {
      isShown = tap.admits();
    }
    if (isShown) {
      show(
          TapEvent.Kind.MESSAGE_START,
          SeenHead.of(head, tap.options().showsSecrets()),
          "",
          now - since);
    }
  }

  /// Returns since when it was waited for.
  private long answer(int status, Stream.@Nullable Request asked, long now) {
    var filter = tap.options().filter();
    isShown =
        filter.wantsStatus(status)
            && (!filter.asksForRequests() || (asked != null && asked.isWanted()));
    if (asked == null) {
      return now;
    }
    request = asked.line();
    return asked.nanos();
  }

  private void data(ByteBuf data) {
    int size = data.readableBytes();
    if (isInMessage) {
      bytes += size;
      if (isShown) {
        copy(data);
      }
    } else if (size > 0 && isOfInterest() && tap.admits()) {
      bytes = size;
      excerpt = NOTHING;
      copy(data);
      show(TapEvent.Kind.DATA, null, "", 0);
    }
  }

  /// What is no HTTP message is shown to who does not ask for certain ones.
  private boolean isOfInterest() {
    var filter = tap.options().filter();
    return !filter.asksForRequests() && !filter.asksForStatus();
  }

  private void copy(ByteBuf data) {
    int room = Math.min(tap.options().bodyBytes() - excerpt.length, data.readableBytes());
    if (room > 0) {
      int had = excerpt.length;
      excerpt = Arrays.copyOf(excerpt, had + room);
      data.getBytes(data.readerIndex(), excerpt, had, room);
    }
  }

  private void end(@Nullable Head tail) {
    isInMessage = false;
    if (isShown) {
      isShown = false;
      var seen = SeenHead.of(tail, tap.options().showsSecrets());
      show(TapEvent.Kind.MESSAGE_END, seen, "", System.nanoTime() - startNanos);
    }
  }

  private void streamEnd(@Nullable StreamError error) {
    boolean isCut = isShown && isInMessage;
    isShown = false;
    if (isCut || (isOfInterest() && tap.admits())) {
      long elapsed = isCut ? System.nanoTime() - startNanos : 0;
      if (!isCut) {
        bytes = 0;
        excerpt = NOTHING;
      }
      show(TapEvent.Kind.STREAM_END, null, error == null ? "" : error.code(), elapsed);
    }
  }

  private void show(TapEvent.Kind kind, @Nullable SeenHead head, String error, long elapsedNanos) {
    tap.show(
        new TapEvent(
            Instant.now(),
            place,
            stream.number(),
            stream.client(),
            kind,
            head,
            request,
            bytes,
            ByteBuffer.wrap(excerpt).asReadOnlyBuffer(),
            error,
            Duration.ofNanos(elapsedNanos)));
    if (!isInMessage) {
      bytes = 0;
      excerpt = NOTHING;
    }
  }
}
