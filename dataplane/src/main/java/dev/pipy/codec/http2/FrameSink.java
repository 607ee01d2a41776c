package dev.pipy.codec.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;

/// Where frames are delivered whose form is right. Buffers stay the reader's unless said otherwise.
interface FrameSink {

  /// A DATA frame begins.
  ///
  /// @param length of the payload with its padding, which is what flow control counts
  void dataStarts(int streamId, int length);

  /// A part of a DATA frame's data, never empty.
  ///
  /// @param owned the sink must release it
  void data(int streamId, ByteBuf owned);

  /// A DATA frame is over.
  ///
  /// @param padding bytes of the payload that were no data
  void dataEnds(int streamId, int padding, boolean endsStream);

  /// A header block is complete.
  void headers(int streamId, ByteBuf block, boolean endsStream);

  void priority(int streamId);

  void reset(int streamId, long errorCode);

  void settings(ByteBuf payload);

  void settingsAcknowledged();

  void ping(long content);

  void pingAcknowledged(long content);

  void goAway(int lastStreamId, long errorCode);

  void windowUpdate(int streamId, int increment);

  /// A frame of a type that is not known, or one that does nothing and yet costs work.
  void ignored();

  /// The input breaks the rules; nothing more is read.
  void broken(Http2Error error, String detail);
}
