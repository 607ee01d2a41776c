package dev.pipy.filter.http;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http2.Http2Connection;
import dev.pipy.codec.http2.Http2Stream;
import dev.pipy.codec.http2.Http2StreamSink;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's side of an HTTP/2 connection: bytes in, one sub-pipeline per stream, answers out as
/// they come. Confined to its worker.
final class Http2Server implements Http2Connection.Owner {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.http");

  /// How long a client may take for its preface and settings.
  static final Duration PREFACE_TIMEOUT = Duration.ofSeconds(10);

  /// How long a request may be on its way to us when we announce the end.
  private static final Duration CROSSING = Duration.ofSeconds(1);

  /// How long a client that broke the rules may read why, before its connection is reset.
  private static final Duration LINGER = Duration.ofMillis(500);

  private final HttpServerFilter.Settings settings;
  private final Stage stage;
  private final Http2Connection connection;
  private final ConnectionSource source;
  private final Set<Http2Exchange> exchanges = new LinkedHashSet<>();
  private final LoopTimer prefaceTimer;
  private @Nullable LoopTimer endTimer;
  private LoopTimer stallTimer;
  private boolean inputEnded;
  private boolean isDraining;
  private boolean takesNoMore;
  private boolean isBroken;
  private boolean isOver;

  Http2Server(HttpServerFilter.Settings settings, Stage stage) {
    this.settings = settings;
    this.stage = stage;
    this.connection = Http2Connection.server(this, settings.http2());
    this.source = new ConnectionSource(stage.worker(), connection);
    this.stallTimer = stage.worker().after(stallCheck(), this::checkStalls);
    this.prefaceTimer = stage.worker().after(PREFACE_TIMEOUT, this::checkPreface);
    if (stage.host().isDraining()) {
      drain();
    }
  }

  private void checkPreface() {
    if (!connection.isEstablished()) {
      connection.fail(Http2Error.SETTINGS_TIMEOUT, "no preface and settings in time");
    }
  }

  private Duration stallCheck() {
    return settings.http2().sendTimeout().dividedBy(4);
  }

  private void checkStalls() {
    connection.endStalled();
    if (!isOver && !isBroken) {
      stallTimer = stage.worker().after(stallCheck(), this::checkStalls);
    }
  }

  /// Takes the request that asked for HTTP/2 as the first stream.
  ///
  /// @param payload of the client's settings, which stays the caller's
  void upgrade(RequestHead head, ByteBuf payload) {
    connection.upgrade(head, payload);
  }

  void read(ByteBuf owned) {
    if (isBroken || isOver) {
      owned.release();
    } else {
      source.read(owned);
    }
  }

  /// Whether what still comes is of use.
  boolean takesInput() {
    return !isBroken && !isOver;
  }

  void endInput(@Nullable StreamError error) {
    inputEnded = true;
    if (error != null || isBroken) {
      endStream(error == null ? StreamError.PROTOCOL_ERROR : error);
    } else {
      connection.endOfInput();
      stage.worker().atTurnEnd(this::endIfDone);
    }
  }

  void drain() {
    List.copyOf(exchanges).forEach(Http2Exchange::drain);
    if (!isDraining && !isOver) {
      isDraining = true;
      connection.announceEnd();
      endTimer = stage.worker().after(CROSSING, this::takeNoMore);
    }
  }

  /// What was on its way when we announced the end is here by now (RFC 9113 section 6.8).
  private void takeNoMore() {
    takesNoMore = true;
    connection.takeNoMore();
    stage.worker().atTurnEnd(this::endIfDone);
  }

  /// The connection's pipeline was closed.
  void close() {
    isOver = true;
    prefaceTimer.cancel();
    stallTimer.cancel();
    if (endTimer != null) {
      endTimer.cancel();
    }
    connection.close();
    if (isBroken) {
      source.resumeSocket();
    }
  }

  // --- what exchanges say ---

  /// Opens the sub-pipeline of a request.
  Pipeline open(Http2Exchange exchange) {
    exchanges.add(exchange);
    var context = stage.context();
    return settings.layout().open(settings.copiesContext() ? context.copy() : context, exchange);
  }

  void finished(Http2Exchange exchange) {
    exchanges.remove(exchange);
  }

  // --- what the connection says ---

  @Override
  public void write(ByteBuf owned) {
    if (isOver) {
      owned.release();
    } else {
      stage.emit(new Event.Data(owned));
    }
  }

  @Override
  public void flushSoon() {
    stage.worker().atTurnEnd(this::flush);
  }

  private void flush() {
    connection.flush();
  }

  @Override
  public Http2StreamSink opened(Http2Stream stream) {
    return new Http2Exchange(this, stage, stream);
  }

  @Override
  public void streamsChanged() {
    if (takesNoMore || inputEnded) {
      stage.worker().atTurnEnd(this::endIfDone);
    }
  }

  private void endIfDone() {
    if ((takesNoMore || inputEnded) && !isBroken && connection.streamCount() == 0) {
      connection.flush();
      endStream(null);
    }
  }

  @Override
  public void failed(Http2Error error, String detail) {
    LOG.atDebug()
        .addKeyValue("filter", stage.location())
        .addKeyValue("error", error)
        .log("HTTP/2 connection ended: {}", detail);
    isBroken = true;
    source.pauseSocket(); // whatever it still sends is not worth a look
    endTimer = stage.worker().after(LINGER, () -> endStream(StreamError.PROTOCOL_ERROR));
  }

  @Override
  public long nanoTime() {
    return stage.worker().nanoTime();
  }

  private void endStream(@Nullable StreamError error) {
    if (!isOver) {
      isOver = true;
      connection.close();
      stage.emit(Event.StreamEnd.of(error));
    }
  }
}
