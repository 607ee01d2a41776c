package dev.pipy.filter.http;

import dev.pipy.codec.http2.Http2Connection;
import dev.pipy.codec.http2.Http2Stream;
import dev.pipy.codec.http2.Http2StreamSink;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.telemetry.RequestCounts;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to an upstream that speaks HTTP/2, shared by many requests: an instance of the
/// session pipeline with the connection's state around it. Confined to its worker.
final class Http2Session implements Output, Http2Connection.Owner {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.http");

  private final Http2Sessions owner;
  private final Object key;
  private final Worker worker;
  private final Http2Connection connection;
  private final ConnectionSource source;
  private final Pipeline pipeline;
  private final @Nullable Http2Pings pings;
  private boolean hasServed;
  private long idleSince;
  private boolean isOver;
  private boolean isOtherVersion;
  private @Nullable StreamError endError;

  /// @param opening gives the instance of the session pipeline, whose output comes here
  Http2Session(Http2Sessions owner, Object key, Worker worker, Function<Output, Pipeline> opening) {
    this.owner = owner;
    this.key = key;
    this.worker = worker;
    this.connection = Http2Connection.client(this, owner.limits());
    this.source = new ConnectionSource(worker, connection);
    this.pipeline = opening.apply(this);
    this.idleSince = worker.nanoTime();
    this.pings = owner.ping() == null ? null : pings(owner.ping());
  }

  private Http2Pings pings(Callback function) {
    return new Http2Pings(function, pipeline.context(), worker, connection::ping);
  }

  Object key() {
    return key;
  }

  Worker worker() {
    return worker;
  }

  /// Where its requests are counted: those of the peer that its pipeline connects to.
  RequestCounts counts() {
    var peer = pipeline.context().upstreamCounts();
    return (peer == null ? owner.noUpstream() : peer).requests();
  }

  /// Lets the session pipeline run its `onStart`.
  void start(@Nullable Object givenKey) {
    pipeline.start(givenKey);
  }

  /// Whether it can carry another request.
  boolean hasRoom() {
    return !isOver && connection.hasRoom();
  }

  /// Whether anything was ever answered on it.
  boolean hasServed() {
    return hasServed;
  }

  boolean isOver() {
    return isOver;
  }

  /// Why it ended; null if it ended in order.
  @Nullable StreamError endError() {
    return endError;
  }

  /// Whether nothing is under way.
  boolean isIdle() {
    return connection.streamCount() == 0;
  }

  /// When the last stream ended, on the worker's clock.
  long idleSince() {
    return idleSince;
  }

  /// Ends what the peer has taken nothing of for too long.
  void endStalled() {
    connection.endStalled();
  }

  /// A stream for one request.
  Http2Stream open(Http2StreamSink sink) {
    return connection.open(sink);
  }

  /// An answer has begun.
  void served() {
    hasServed = true;
  }

  // --- what the pipeline emits ---

  @Override
  public void emit(Event event) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> {
        if (isOver) {
          bytes.release();
        } else if (!bytes.isReadable() && settledOtherVersion()) {
          bytes.release();
          isOtherVersion = true;
          end(StreamError.PROTOCOL_ERROR);
        } else {
          source.read(bytes);
        }
      }
      case Event.StreamEnd(StreamError error) -> {
        if (!isOver) {
          end(error);
        }
      }
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  /// Whether TLS has settled another protocol here, so that the peer understands nothing of what
  /// was sent.
  boolean isOtherVersion() {
    return isOtherVersion;
  }

  private boolean settledOtherVersion() {
    var protocol = pipeline.context().upstreamProtocol();
    return protocol != null && !protocol.isEmpty() && !protocol.equals("h2");
  }

  private void end(@Nullable StreamError error) {
    endError = error;
    isOver = true;
    if (error != null) {
      owner.failed(this);
    }
    owner.forget(this); // first, for whoever asks again needs another one
    connection.endOfInput();
    close();
  }

  // --- what the connection says ---

  @Override
  public void write(ByteBuf owned) {
    pipeline.input(new Event.Data(owned));
  }

  @Override
  public void flushSoon() {
    worker.atTurnEnd(this::flush);
  }

  private void flush() {
    connection.flush();
  }

  @Override
  public Http2StreamSink opened(Http2Stream stream) {
    throw new IllegalStateException("a server cannot open streams");
  }

  @Override
  public void streamsChanged() {
    idleSince = worker.nanoTime();
    if (connection.streamCount() == 0 && !isOver) {
      worker.atTurnEnd(this::closeIfUseless);
    }
  }

  /// With nothing under way there may be no reason to stay.
  private void closeIfUseless() {
    if (!isOver && connection.streamCount() == 0 && (!connection.hasRoom() || owner.isDraining())) {
      close();
    }
  }

  @Override
  public void failed(Http2Error error, String detail) {
    LOG.atDebug().addKeyValue("error", error).log("HTTP/2 upstream connection ended: {}", detail);
    owner.failed(this);
    owner.forget(this);
    worker.atTurnEnd(this::close); // when the word of it is sent
  }

  @Override
  public void pingAcknowledged(long content) {
    if (pings != null) {
      pings.acknowledged(content);
    }
  }

  @Override
  public long nanoTime() {
    return worker.nanoTime();
  }

  /// Closes the connection.
  void close() {
    isOver = true;
    owner.forget(this);
    if (pings != null) {
      pings.close();
    }
    connection.close();
    pipeline.close();
  }
}
