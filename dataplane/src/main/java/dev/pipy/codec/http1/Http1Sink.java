package dev.pipy.codec.http1;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpTail;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Where a decoder delivers messages: `head data* end`, over and over, until it is closed or one of
/// [#malformed] and [#truncated] ends it for good. A tunnel delivers `data` alone. Called on the
/// decoder's worker, from inside its methods; it may call any of them back.
///
/// @param <H> kind of head
public interface Http1Sink<H> {

  /// A message begins.
  ///
  /// @param length bytes of body that will follow; 0 if there is none; `MessageStart.UNKNOWN` if
  ///   its end is not known beforehand
  void head(H head, long length);

  /// A part of the body, or of a tunnel; never empty.
  ///
  /// @param owned the sink must release it
  void data(ByteBuf owned);

  /// The message is complete.
  ///
  /// @param tail the trailer fields, or null if there are none
  void end(@Nullable HttpTail tail);

  /// The input breaks the rules. Nothing more is decoded; the connection must not be used again.
  void malformed(HttpError error);

  /// The input ended inside a message. What was delivered must not pass for a whole message.
  void truncated();
}
