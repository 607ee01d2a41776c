package dev.pipy.codec.http2;

import static io.netty.handler.codec.http2.Http2Error.COMPRESSION_ERROR;
import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;
import static io.netty.handler.codec.http2.Http2Error.FLOW_CONTROL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.REFUSED_STREAM;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/// What a connection does about the frames of its peer. Confined to a worker.
final class FrameReceiver implements FrameSink {

  /// Settings in one frame that cost no more than the frame itself.
  private static final int USUAL_SETTINGS = 16;

  private static final int FIELDS_TOO_LARGE = 431;
  private static final int NOT_IMPLEMENTED = 501;

  private final Http2Connection connection;
  private final boolean isServer;
  private final StreamTable streams;
  private final HpackReader hpack;
  private boolean hasSettings;
  private int dataLength;

  FrameReceiver(Http2Connection connection, boolean isServer) {
    this.connection = connection;
    this.isServer = isServer;
    this.streams = connection.streams();
    this.hpack = new HpackReader(connection.limits().headerListBytes());
  }

  private void fail(Http2Error error, String detail) {
    connection.fail(error, detail);
  }

  private void tooMuch(String detail) {
    fail(ENHANCE_YOUR_CALM, detail);
  }

  /// Settings come first (RFC 9113 section 3.4).
  private boolean isInOrder() {
    if (!hasSettings) {
      fail(PROTOCOL_ERROR, "no SETTINGS at first");
    }
    return hasSettings;
  }

  private boolean allowsControl(int cost) {
    if (!connection.guard().allowsControl(cost)) {
      tooMuch("too many control frames");
      return false;
    }
    return true;
  }

  /// Resets a stream that breaks the rules, as the peer may make us do a number of times.
  private void refuse(int streamId, Http2Error error) {
    var stream = streams.get(streamId);
    connection.writeReset(streamId, error);
    if (stream != null) {
      stream.fail(error, false);
    }
    if (!connection.guard().allowsReset()) {
      tooMuch("too many broken streams");
    }
  }

  // --- DATA ---

  @Override
  public void dataStarts(int streamId, int length) {
    if (!isInOrder()) {
      return;
    }
    dataLength = length;
    if (!connection.takeWindow(length)) {
      fail(FLOW_CONTROL_ERROR, "more data than the connection's window");
      return;
    }
    var stream = streams.get(streamId);
    if (stream == null) {
      if (streams.isIdle(streamId)) {
        fail(PROTOCOL_ERROR, "DATA on a stream that was not opened");
      } else if (!streams.wasReset(streamId) && !streams.isBeyondEnd(streamId)) {
        fail(STREAM_CLOSED, "DATA on a closed stream");
      } else {
        allowsControl(1);
      }
    } else if (stream.remoteEnded()) {
      refuse(streamId, STREAM_CLOSED);
    } else if (!stream.hasHead()) {
      refuse(streamId, PROTOCOL_ERROR);
    } else if (!stream.takeWindow(length)) {
      refuse(streamId, FLOW_CONTROL_ERROR);
    }
  }

  @Override
  public void data(int streamId, ByteBuf owned) {
    var stream = streams.get(streamId);
    if (stream == null) {
      connection.consume(owned.readableBytes());
      owned.release();
    } else if (!stream.receiveData(owned)) {
      refuse(streamId, PROTOCOL_ERROR);
    }
  }

  @Override
  public void dataEnds(int streamId, int padding, boolean endsStream) {
    if (dataLength > padding) {
      connection.guard().worked(2);
    } else if (!endsStream && !allowsControl(1)) {
      return;
    }
    var stream = streams.get(streamId);
    if (stream == null) {
      connection.consume(padding);
      return;
    }
    if (padding > 0) {
      stream.consume(padding);
    }
    if (endsStream && !stream.receiveEnd(null)) {
      refuse(streamId, PROTOCOL_ERROR);
    }
  }

  // --- HEADERS ---

  @Override
  public void headers(int streamId, ByteBuf block, boolean endsStream) {
    if (!isInOrder()) {
      return;
    }
    // every block must be decoded, for the compression table's sake
    var outcome = hpack.decode(streamId, block);
    if (outcome == HpackReader.Outcome.BROKEN) {
      fail(COMPRESSION_ERROR, "header block");
      return;
    }
    var fields = hpack.take();
    var stream = streams.get(streamId);
    if (stream == null) {
      if (!isServer) {
        unexpectedHeaders(streamId);
      } else {
        open(streamId, outcome, fields, endsStream);
      }
    } else if (stream.remoteEnded()) {
      refuse(streamId, STREAM_CLOSED);
    } else if (outcome == HpackReader.Outcome.TOO_LARGE) {
      refuse(streamId, ENHANCE_YOUR_CALM);
    } else if (stream.hasHead()) {
      trailers(stream, fields, endsStream);
    } else {
      response(stream, fields, endsStream);
    }
  }

  private void unexpectedHeaders(int streamId) {
    if (streams.isIdle(streamId)) {
      fail(PROTOCOL_ERROR, "HEADERS on a stream that was not opened");
    } else if (!streams.wasReset(streamId)) {
      fail(STREAM_CLOSED, "HEADERS on a closed stream");
    } else {
      allowsControl(1);
    }
  }

  private void open(
      int streamId, HpackReader.Outcome outcome, FieldList fields, boolean endsStream) {
    if (!streams.isIdle(streamId) || (streamId & 1) == 0) {
      unexpectedHeaders(streamId);
      return;
    }
    streams.advance(streamId);
    connection.guard().worked(5);
    if (streams.isBeyondEnd(streamId)) {
      allowsControl(5); // it will be sent again elsewhere
      return;
    }
    if (streams.size() >= connection.limits().concurrentStreams()) {
      refuse(streamId, REFUSED_STREAM);
      return;
    }
    var received = new ReceivedFields(fields, connection.limits().fieldCount());
    if (outcome == HpackReader.Outcome.TOO_LARGE || received.isTooMany()) {
      answer(streamId, FIELDS_TOO_LARGE, endsStream);
      return;
    }
    var head = received.request();
    boolean isTunnel = head != null && (head.isConnect() || received.isExtendedConnect());
    boolean isWrongLength =
        head != null && endsStream && !isTunnel && head.headers().contentLength() > 0;
    if (head == null || isWrongLength) {
      refuse(streamId, PROTOCOL_ERROR);
      return;
    }
    if (received.isUnknownProtocol()) {
      answer(streamId, NOT_IMPLEMENTED, endsStream);
      return;
    }
    var stream = connection.accept(streamId);
    if (isTunnel) {
      stream.becomeTunnel();
    }
    stream.receiveHead(head, false, false, endsStream);
  }

  /// Answers a request that nobody need see.
  private void answer(int streamId, int status, boolean endsStream) {
    var head = new ResponseHead(status, null, "HTTP/2", new HttpHeaders());
    connection.writeHeaders(streamId, SentFields.response(head, Framing.NONE), true);
    if (!endsStream) {
      refuse(streamId, Http2Error.NO_ERROR); // the rest is not wanted (RFC 9113 section 8.1)
    } else if (!connection.guard().allowsReset()) {
      tooMuch("too many broken streams");
    }
  }

  private void response(Http2Stream stream, FieldList fields, boolean endsStream) {
    var head = new ReceivedFields(fields, connection.limits().fieldCount()).response();
    if (head == null) {
      refuse(stream.id(), PROTOCOL_ERROR);
      return;
    }
    int status = head.status();
    if (!stream.receiveHead(head, status < 200, status == 204 || status == 304, endsStream)) {
      refuse(stream.id(), PROTOCOL_ERROR);
    }
  }

  private void trailers(Http2Stream stream, FieldList fields, boolean endsStream) {
    var tail = new ReceivedFields(fields, connection.limits().fieldCount()).tail();
    if (tail == null || !endsStream || !stream.receiveEnd(tail.headers().isEmpty() ? null : tail)) {
      refuse(stream.id(), PROTOCOL_ERROR);
    }
  }

  // --- control ---

  @Override
  public void priority(int streamId) {
    if (isInOrder()) {
      allowsControl(1);
    }
  }

  @Override
  public void reset(int streamId, long errorCode) {
    if (!isInOrder()) {
      return;
    }
    if (streams.isIdle(streamId)) {
      fail(PROTOCOL_ERROR, "RST_STREAM on a stream that was not opened");
      return;
    }
    var stream = streams.get(streamId);
    if (stream == null) {
      allowsControl(1);
      return;
    }
    @Nullable Http2Error known = Http2Error.valueOf(errorCode);
    var error = known == null ? Http2Error.INTERNAL_ERROR : known;
    stream.fail(error, !isServer && error == REFUSED_STREAM);
    if (isServer && !connection.guard().allowsReset()) {
      tooMuch("too many streams reset");
    }
  }

  @Override
  public void settings(ByteBuf payload) {
    hasSettings = true;
    int count = payload.readableBytes() / 6;
    if (!allowsControl(1 + Math.max(0, count - USUAL_SETTINGS))) {
      return;
    }
    long oldWindow = connection.peerSettings().initialWindow();
    @Nullable Http2Error error = connection.peerSettings().read(payload, !isServer);
    if (error != null) {
      fail(error, "value of a setting");
    } else if (!connection.settingsChanged(oldWindow)) {
      fail(FLOW_CONTROL_ERROR, "a window grew too large");
    }
  }

  @Override
  public void settingsAcknowledged() {
    if (isInOrder()) {
      allowsControl(1);
    }
  }

  @Override
  public void ping(long content) {
    if (isInOrder() && allowsControl(1)) {
      connection.acknowledgePing(content);
    }
  }

  @Override
  public void pingAcknowledged(long content) {
    if (isInOrder() && allowsControl(1)) {
      connection.pingAcknowledged(content);
    }
  }

  @Override
  public void goAway(int lastStreamId, long errorCode) {
    if (isInOrder() && allowsControl(1)) {
      connection.goesAway(lastStreamId);
    }
  }

  @Override
  public void windowUpdate(int streamId, int increment) {
    if (!isInOrder() || !allowsControl(1)) {
      return;
    }
    if (streamId == 0) {
      if (increment == 0) {
        fail(PROTOCOL_ERROR, "WINDOW_UPDATE of nothing");
      } else if (connection.sendQueue().widen(increment)) {
        connection.sendQueue().pump();
      } else {
        fail(FLOW_CONTROL_ERROR, "the connection's window grew too large");
      }
      return;
    }
    if (streams.isIdle(streamId)) {
      fail(PROTOCOL_ERROR, "WINDOW_UPDATE on a stream that was not opened");
      return;
    }
    var stream = streams.get(streamId);
    if (stream == null) {
      return;
    }
    if (increment == 0) {
      refuse(streamId, PROTOCOL_ERROR);
    } else if (!stream.widen(increment)) {
      refuse(streamId, FLOW_CONTROL_ERROR);
    }
  }

  @Override
  public void ignored() {
    if (isInOrder()) {
      allowsControl(1);
    }
  }

  @Override
  public void broken(Http2Error error, String detail) {
    fail(error, detail);
  }
}
