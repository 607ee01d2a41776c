package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.Framing;
import dev.pipy.codec.http2.Http2Stream;
import dev.pipy.codec.http2.Http2StreamSink;
import dev.pipy.codec.http2.SentFields;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.telemetry.HttpVersion;
import dev.pipy.telemetry.RequestMethod;
import dev.pipy.worker.PausedReads;
import dev.pipy.worker.ReadSource;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request and its answer on a stream to an upstream. To whoever gets the answer it is the
/// socket that is read from: a client that cannot keep up pauses this stream alone. Confined to its
/// worker.
final class Http2UpstreamExchange implements UpstreamExchange, Http2StreamSink, ReadSource {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.http");

  private final Http2Session session;
  private final String defaultScheme;
  private final boolean isRetry;
  private final PausedReads paused = new PausedReads();
  private @Nullable Asker asker;
  private @Nullable Http2Stream stream;
  private @Nullable Http2MessageWriter writer;
  private boolean isConnect;
  private boolean isTunnel;
  private boolean isAnswering;
  private RequestMethod method = RequestMethod.OTHER;
  private long beganAt;
  private int status;
  private boolean isCounted = true; // until it has begun
  private boolean tunnelInputEnded;

  /// @param defaultScheme for heads that say none
  /// @param isRetry whether the request came to nothing before, which is once more than enough
  Http2UpstreamExchange(Http2Session session, String defaultScheme, boolean isRetry) {
    this.session = session;
    this.defaultScheme = defaultScheme;
    this.isRetry = isRetry;
  }

  @Override
  public void begin(Asker asker, RequestHead head, long length) {
    if (session.isOver()) {
      asker.unanswered(session.endError(), Retry.NO);
      return;
    }
    this.asker = asker;
    method = RequestMethod.of(head.method());
    beganAt = session.worker().nanoTime();
    isCounted = false;
    var framing = Framing.forRequest(head, length);
    try {
      var fields = SentFields.request(head, framing, defaultScheme);
      isConnect = head.isConnect();
      var opened = session.open(this);
      stream = opened;
      if (head.isHead()) {
        opened.expectNoBody();
      }
      if (isConnect) {
        opened.becomeTunnel();
        opened.sendHead(fields, false);
      } else {
        writer = new Http2MessageWriter(opened, session.worker(), paused, fields, framing);
      }
    } catch (IllegalHeaderException invalid) {
      LOG.atError()
          .addKeyValue("error", invalid.getMessage())
          .log("request head cannot be sent as HTTP/2");
      this.asker = null;
      isCounted = true; // it was not sent
      asker.answer(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
    }
  }

  @Override
  public void send(ByteBuf bytes) {
    if (isTunnel && stream != null) {
      stream.send(bytes);
      if (stream.isCongested()) {
        paused.pause(session.worker());
      }
    } else if (writer != null) {
      writer.data(bytes);
    } else {
      bytes.release();
    }
  }

  @Override
  public boolean endRequest(@Nullable HttpTail tail) {
    var sending = writer;
    writer = null;
    return sending == null || sending.end(tail);
  }

  @Override
  public void endTunnel(Event.StreamEnd end) {
    tunnelInputEnded = true;
    if (stream == null) {
      return;
    }
    if (end.error() == null) {
      stream.end(null);
    } else {
      stream.reset(Http2Error.CONNECT_ERROR);
      paused.resume();
    }
  }

  private void countAnswer() {
    if (!isCounted) {
      isCounted = true;
      long nanos = session.worker().nanoTime() - beganAt;
      session.counts().answered(method, HttpVersion.HTTP_2, status, nanos);
    }
  }

  private void countFailure(@Nullable StreamError error) {
    if (!isCounted) {
      isCounted = true;
      var known = error == null ? StreamError.CONNECTION_RESET : error;
      long nanos = session.worker().nanoTime() - beganAt;
      session.counts().failed(method, HttpVersion.HTTP_2, known, nanos);
    }
  }

  @Override
  public void abandon() {
    asker = null;
    countFailure(StreamError.CONNECTION_CANCELED);
    giveUp();
  }

  private void giveUp() {
    writer = null;
    if (stream != null) {
      stream.reset(Http2Error.CANCEL);
    }
    paused.resume();
  }

  // --- what the upstream sends ---

  @Override
  public void head(HttpHead head, long length) {
    session.served();
    status = ((ResponseHead) head).status();
    boolean isInterim = status < 200;
    isTunnel = isConnect && !isInterim && status < 300;
    isAnswering = !isInterim;
    if (isTunnel) {
      countAnswer();
    }
    deliver(new Event.MessageStart(head, isTunnel ? 0 : length));
    if (isInterim || isTunnel) {
      deliver(Event.MessageEnd.PLAIN);
    }
  }

  @Override
  public void data(ByteBuf owned) {
    deliver(new Event.Data(owned));
  }

  @Override
  public void end(@Nullable HttpTail tail) {
    var waiting = asker;
    if (isTunnel) {
      if (tunnelInputEnded) {
        asker = null;
      }
      if (waiting != null) {
        waiting.answer(Event.StreamEnd.CLEAN);
      }
      return;
    }
    asker = null;
    countAnswer();
    if (writer != null || isConnect) {
      giveUp(); // the answer is whole, so nobody wants the rest of the request
    }
    paused.resume();
    if (waiting != null) {
      waiting.answered(tail == null ? Event.MessageEnd.PLAIN : new Event.MessageEnd(tail));
    }
  }

  @Override
  public void reset(Http2Error error, boolean isUnprocessed) {
    var waiting = asker;
    asker = null;
    writer = null;
    paused.resume();
    var known = session.isOver() ? session.endError() : Http2Errors.of(error);
    countFailure(known);
    if (waiting == null) {
      return;
    }
    if (isAnswering) {
      // what is cut off must not look complete
      waiting.answer(new Event.StreamEnd(known == null ? StreamError.CONNECTION_RESET : known));
    } else {
      waiting.unanswered(known, retry(isUnprocessed));
    }
  }

  private Retry retry(boolean isUnprocessed) {
    if (isRetry) {
      return Retry.NO;
    }
    if (isUnprocessed || session.isOtherVersion()) {
      return Retry.ALWAYS;
    }
    return session.isOver() && session.hasServed() ? Retry.IF_IDEMPOTENT : Retry.NO;
  }

  private void deliver(Event event) {
    var waiting = asker;
    if (waiting == null) {
      event.release();
      return;
    }
    var outer = session.worker().reading();
    session.worker().reading(this);
    try {
      waiting.answer(event);
    } finally {
      session.worker().reading(outer);
    }
  }

  @Override
  public void pauseReading() {
    if (stream != null) {
      stream.pauseCredit();
    }
  }

  @Override
  public void resumeReading() {
    if (stream != null) {
      stream.resumeCredit();
    }
  }

  @Override
  public void writable() {
    paused.resume();
  }
}
