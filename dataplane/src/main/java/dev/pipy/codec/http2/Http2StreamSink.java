package dev.pipy.codec.http2;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpTail;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/// Where a stream delivers what the peer sends on it: `head data* end`, before a response's head
/// any number of interim ones, or [#reset] at any time, after which nothing comes. Called on the
/// connection's worker; may call the stream back.
public interface Http2StreamSink {

  /// A message begins, or is an interim response, which has neither data nor end.
  ///
  /// @param length bytes of body that will follow, or `MessageStart.UNKNOWN`
  void head(HttpHead head, long length);

  /// A part of the body, or of a tunnel; never empty.
  ///
  /// @param owned the sink must release it
  void data(ByteBuf owned);

  /// The message is complete.
  void end(@Nullable HttpTail tail);

  /// The stream has failed: the peer reset it or broke the rules, or the connection did.
  ///
  /// @param isUnprocessed whether the peer surely did nothing about it, so that it can be sent
  ///   again
  void reset(Http2Error error, boolean isUnprocessed);

  /// So much of what waited has left that more can be taken, after [Http2Stream#isCongested].
  void writable();
}
