package dev.pipy.filter.http;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection of which nobody knows yet what it speaks: an instance of the session pipeline that
/// got an empty Data, so that its handshake begins. What TLS settles makes it a session of HTTP/1
/// or of HTTP/2, which takes the pipeline over. Confined to its worker.
///
/// ```text
///   OPENING -- handshake done --> SETTLED: the session gets the output, requests go on
///      \______ it fails, nobody waits any more --> OVER
/// ```
final class Negotiation implements Output {

  private static final String HTTP_2 = "h2";

  /// Requests that wait for one connection.
  private static final int MOST_WAITING = 1000;

  /// How long a promise may take once the connection stands.
  private static final Duration PROMISE_LIMIT = Duration.ofSeconds(10);

  private final NegotiatedSessions owner;
  private final @Nullable Object key;
  private final Worker worker;
  private final StreamContext context;
  private final Pipeline pipeline;
  private final @Nullable PromisedVersion promise;
  private final List<NegotiatedExchange> waiting = new ArrayList<>();

  /// What the peer sent before it was known what that is: a server of HTTP/2 may speak first.
  private final HeldEvents early = new HeldEvents(HeldEvents.USUAL_LIMIT);

  private @Nullable LoopTimer limit;
  private @Nullable Output session;
  private @Nullable Integer promised;
  private boolean isHandshakeDone;
  private boolean isStarted;
  private boolean isOver;

  Negotiation(
      NegotiatedSessions owner,
      @Nullable Object key,
      PipelineLayout layout,
      StreamContext context,
      @Nullable PromisedVersion promise) {
    this.owner = owner;
    this.key = key;
    this.worker = layout.host().worker();
    this.context = context;
    this.promise = promise;
    this.pipeline = layout.open(context, this);
  }

  Worker worker() {
    return worker;
  }

  // --- what requests do ---

  /// A request waits; the first one opens the connection.
  void join(NegotiatedExchange request) {
    if (waiting.size() >= MOST_WAITING) {
      request.fail(StreamError.BUFFER_OVERFLOW);
      return;
    }
    waiting.add(request);
    if (!isStarted) {
      isStarted = true;
      start();
    }
  }

  /// A request is not wanted any more.
  void leave(NegotiatedExchange request) {
    if (waiting.remove(request) && waiting.isEmpty() && session == null) {
      close();
    }
  }

  private void start() {
    if (promise != null) {
      promise
          .pending()
          .whenSettled(
              value -> {
                promised = MuxVersion.said(value, promise.stage());
                settle();
              },
              _ -> fail(StreamError.RUNTIME_ERROR));
    }
    pipeline.start(key);
    if (!isOver && session == null) {
      pipeline.input(new Event.Data(Unpooled.EMPTY_BUFFER));
    }
  }

  // --- what the pipeline emits ---

  @Override
  public void emit(Event event) {
    if (session != null) {
      session.emit(event);
      return;
    }
    if (isOver) {
      event.release();
      return;
    }
    switch (event) {
      case Event.Data(ByteBuf bytes) -> {
        if (!bytes.isReadable()) {
          event.release();
        } else if (early.isFull()) {
          event.release();
          fail(StreamError.BUFFER_OVERFLOW);
          return;
        } else {
          early.add(event);
        }
        isHandshakeDone = context.upstreamProtocol() != null;
        settle();
      }
      case Event.StreamEnd(StreamError error) -> fail(error);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private void settle() {
    if (isOver || session != null || !isHandshakeDone) {
      return;
    }
    var protocol = context.upstreamProtocol();
    if (protocol != null && !protocol.isEmpty()) {
      become(protocol.equals(HTTP_2) ? MuxVersion.HTTP_2 : MuxVersion.HTTP_1);
    } else if (promise == null) {
      become(MuxVersion.HTTP_1);
    } else if (promised != null) {
      become(promised);
    } else if (limit == null) {
      limit = worker.after(PROMISE_LIMIT, () -> fail(StreamError.CONNECTION_TIMEOUT));
    }
  }

  private void become(int version) {
    cancelLimit();
    owner.forget(key, this);
    var requests = List.copyOf(waiting);
    waiting.clear();
    boolean isHttp2 = version == MuxVersion.HTTP_2;
    var adopted = isHttp2 ? owner.http2().adopt(key, pipeline) : owner.http1().adopt(key, pipeline);
    session = adopted;
    for (var event = early.poll(); event != null; event = early.poll()) {
      adopted.emit(event);
    }
    for (var request : requests) {
      request.grant(isHttp2 ? owner.http2() : owner.http1(), key, isHttp2);
    }
  }

  /// The connection came to nothing, and so do the requests.
  private void fail(@Nullable StreamError error) {
    if (isOver || session != null) {
      return;
    }
    var requests = List.copyOf(waiting);
    close();
    requests.forEach(request -> request.fail(error));
  }

  /// Gives the connection up.
  void close() {
    isOver = true;
    cancelLimit();
    owner.forget(key, this);
    waiting.clear();
    early.release();
    pipeline.close();
  }

  private void cancelLimit() {
    if (limit != null) {
      limit.cancel();
    }
  }
}
