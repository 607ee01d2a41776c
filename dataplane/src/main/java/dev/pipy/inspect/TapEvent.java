package dev.pipy.inspect;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event that passed a tap, or the end of a message with all its Data. A copy; any thread.
///
/// @param time when it passed
/// @param place of the tap's places, by index from 0
/// @param stream counts the streams that the tap has shown something of, from 1
/// @param client "ip:port" of the client that the stream began with; empty if none did
/// @param kind what it is
/// @param head of a start, or the trailers of an end
/// @param request method and path of the request that an answer is for, where both ends of a
///   pipeline are tapped; may be empty
/// @param bytes of Data: of this event, or of the whole message
/// @param excerpt the first of them, as many as was asked for; read-only
/// @param error the code of the error that the stream ended with; may be empty
/// @param elapsed since the message's start passed the same place; since the request's start, for
///   the start of an answer whose request is known
public record TapEvent(
    Instant time,
    int place,
    long stream,
    String client,
    Kind kind,
    @Nullable SeenHead head,
    String request,
    long bytes,
    ByteBuffer excerpt,
    String error,
    Duration elapsed) {

  /// What an event is.
  public enum Kind {
    /// A message begins.
    MESSAGE_START,
    /// A message ends.
    MESSAGE_END,
    /// Data outside of messages.
    DATA,
    /// The stream ends.
    STREAM_END
  }

  /// About how many bytes it takes.
  int size() {
    return 256 + request.length() + excerpt.remaining() + (head == null ? 0 : head.size());
  }
}
