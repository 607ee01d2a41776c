package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.ExpectedRequest;
import dev.pipy.codec.http1.Http1ResponseDecoder;
import dev.pipy.codec.http1.Http1Sink;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// One connection to an upstream that speaks HTTP/1, used by one request after the other: an
/// instance of the session pipeline with the codec around it. Confined to its worker.
final class HttpSession implements UpstreamExchange, Output, Http1Sink<ResponseHead> {

  private final HttpSessions owner;
  private final Object key;
  private final Worker worker;
  private final Pipeline pipeline;
  private final Http1ResponseDecoder decoder;
  private final int bufferSize;
  private @Nullable Asker asker;
  private @Nullable RequestHead request;
  private @Nullable ExpectedRequest expected;
  private @Nullable MessageWriter writer;
  private long served;
  private long idleSince;
  private boolean hasReceived;
  private boolean isAnswering;
  private boolean requestEnded;
  private boolean answerEnded;
  private boolean isLast;
  private boolean isTunnel;
  private boolean tunnelInputEnded;
  private boolean isOver;
  private @Nullable StreamError endError;

  HttpSession(HttpSessions owner, Object key, PipelineLayout layout, StreamContext context) {
    this.owner = owner;
    this.key = key;
    this.worker = layout.host().worker();
    this.bufferSize = owner.bufferSize();
    this.decoder = new Http1ResponseDecoder(owner.limits(), this, () -> expected);
    this.pipeline = layout.open(context, this);
  }

  Object key() {
    return key;
  }

  long idleSince() {
    return idleSince;
  }

  /// Lets the session pipeline run its `onStart`.
  void start() {
    pipeline.start(key);
  }

  /// Begins a request; the session is idle, or has failed at its start.
  @Override
  public void begin(Asker asker, RequestHead head, long length) {
    if (isOver) {
      asker.unanswered(endError, Retry.NO);
      return;
    }
    this.asker = asker;
    this.request = head;
    requestEnded = false;
    answerEnded = false;
    hasReceived = false;
    isAnswering = false;
    isLast = false;
    expected = ExpectedRequest.of(head);
    var sending =
        new MessageWriter(
            pipeline::input,
            worker,
            new MessageStarts.Request(head, TunnelRules.option(head)),
            bufferSize);
    writer = sending;
    sending.start(length);
  }

  @Override
  public void send(ByteBuf bytes) {
    if (isTunnel) {
      pipeline.input(new Event.Data(bytes));
    } else if (writer == null || isOver) {
      bytes.release();
    } else {
      writer.data(bytes);
    }
  }

  @Override
  public boolean endRequest(@Nullable HttpTail tail) {
    if (writer == null || isOver) {
      return true;
    }
    boolean isWhole = writer.end(tail);
    writer = null;
    requestEnded = true;
    if (isWhole) {
      releaseIfDone();
    }
    return isWhole;
  }

  @Override
  public void endTunnel(Event.StreamEnd end) {
    tunnelInputEnded = true;
    pipeline.input(end);
  }

  /// The asker does not want the answer any more: the connection cannot be used again.
  @Override
  public void abandon() {
    asker = null;
    close();
  }

  // --- what the pipeline emits ---

  @Override
  public void emit(Event event) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> {
        if (isOver) {
          bytes.release();
        } else if (request == null) {
          bytes.release();
          close(); // nothing was asked: whatever it is, no later request may take it for its answer
        } else {
          hasReceived = true;
          decoder.read(bytes);
          releaseIfDone();
        }
      }
      case Event.StreamEnd(StreamError error) -> ended(error);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private void ended(@Nullable StreamError error) {
    if (isOver) {
      return;
    }
    if (isTunnel) {
      endTunnelOutput(error);
      return;
    }
    if (error == null) {
      decoder.endOfInput(); // may complete an answer that lasts until the end
    }
    if (!isOver) {
      fail(error);
    }
  }

  /// The peer's side of a tunnel is over. In order, ours goes on until it ends too.
  private void endTunnelOutput(@Nullable StreamError error) {
    var waiting = asker;
    if (error != null || tunnelInputEnded || waiting == null) {
      asker = null;
      close();
    }
    if (waiting != null) {
      waiting.answer(Event.StreamEnd.of(error));
    }
  }

  /// Ends the session; whoever waits is told.
  private void fail(@Nullable StreamError error) {
    var waiting = asker;
    asker = null;
    boolean hadAnswer = isAnswering;
    endError = error;
    close();
    if (waiting == null) {
      return;
    }
    if (hadAnswer) {
      // what is cut off must not look complete
      waiting.answer(new Event.StreamEnd(error == null ? StreamError.CONNECTION_RESET : error));
    } else {
      // one that had served before was probably closed by the peer while it was idle
      waiting.unanswered(error, served > 0 && !hasReceived ? Retry.IF_IDEMPOTENT : Retry.NO);
    }
  }

  // --- what the decoder finds ---

  @Override
  public void head(ResponseHead head, long length) {
    if (asker == null || request == null) {
      close(); // an answer that nobody asked for
      return;
    }
    int status = head.status();
    if (TunnelRules.agree(request, status)) {
      isTunnel = true;
      owner.forget(this);
      decoder.passThrough();
    } else if (status >= 200) {
      isAnswering = true;
      isLast = !head.isKeepAlive();
    }
    asker.answer(new Event.MessageStart(head, length));
  }

  @Override
  public void data(ByteBuf bytes) {
    if (asker == null) {
      bytes.release();
    } else {
      asker.answer(new Event.Data(bytes));
    }
  }

  @Override
  public void end(@Nullable HttpTail tail) {
    var waiting = asker;
    if (waiting == null) {
      return;
    }
    var end = tail == null ? Event.MessageEnd.PLAIN : new Event.MessageEnd(tail);
    if (isAnswering) {
      answerEnded = true;
      asker = null;
      releaseIfDone(); // before it is told: what it asks next may use this connection
      waiting.answered(end);
    } else {
      waiting.answer(end); // of an interim answer
    }
  }

  @Override
  public void malformed(HttpError error) {
    fail(StreamError.PROTOCOL_ERROR);
  }

  @Override
  public void truncated() {
    fail(StreamError.CONNECTION_RESET);
  }

  private void releaseIfDone() {
    if (requestEnded && answerEnded && !isOver && request != null) {
      served++;
      request = null;
      if (isLast || !decoder.isIdle()) {
        close(); // the peer said so, or it sent more than was asked for
      } else {
        idleSince = worker.nanoTime();
        owner.release(this);
      }
    }
  }

  /// Closes the connection.
  void close() {
    if (isOver) {
      return;
    }
    isOver = true;
    owner.forget(this);
    if (writer != null) {
      writer.close();
      writer = null;
    }
    decoder.close();
    pipeline.close();
  }
}
