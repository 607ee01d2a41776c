package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// One request to an upstream and its answer: a connection for as long as the request lasts in
/// HTTP/1, a stream in HTTP/2. Confined to its worker.
interface UpstreamExchange {

  /// Begins the request. Called once per request; the answer, or why there is none, may come from
  /// inside.
  ///
  /// @param length bytes of body that will follow, or `MessageStart.UNKNOWN`
  void begin(Asker asker, RequestHead head, long length);

  /// Sends a part of the request's body, or raw bytes through a tunnel.
  void send(ByteBuf bytes);

  /// Ends the request. Returns false if its body was not of the length that its head said.
  boolean endRequest(@Nullable HttpTail tail);

  /// Ends this side of a tunnel.
  void endTunnel(Event.StreamEnd end);

  /// The asker does not want the answer any more.
  void abandon();

  /// Whether a request that came to nothing may be sent again.
  enum Retry {
    /// It was perhaps worked on, and the connection was a new one.
    NO,
    /// The connection had served before, so that the peer probably closed it while it was idle, or
    /// others stood in line on it, one of which may have brought the peer to end it.
    IF_IDEMPOTENT,
    /// The peer said that it did nothing about it.
    ALWAYS
  }

  /// Who waits for the answer.
  interface Asker {

    /// Takes over an event of the answer but its end, and all of interim answers.
    void answer(Event event);

    /// Takes the end of the answer. The exchange is the asker's only until the request has ended
    /// too.
    void answered(Event.MessageEnd end);

    /// The exchange ended, and nothing of the answer had come.
    void unanswered(@Nullable StreamError error, Retry retry);
  }
}
