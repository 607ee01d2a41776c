package dev.pipy.transport;

import dev.pipy.event.Event;

/// A socket with a peer, as seen by whoever sends to it. Confined to its worker.
public sealed interface OpenSocket permits SocketStream, DatagramStream {

  /// Takes over an event: Data is sent, StreamEnd ends the output. Message boundaries mean nothing
  /// here.
  void send(Event event);

  /// Whether our output has ended, in order or not.
  boolean isOutputEnded();

  /// Closes at once, without waiting for what was written but not sent.
  void close();

  /// Closes once all that was written is sent.
  void closeAfterWrites();

  /// Who a socket belongs to.
  interface Owner {

    /// Takes over a Data event, or the one StreamEnd that ends the input.
    void received(Event event);

    /// The socket is gone; nothing comes any more.
    void closed();
  }
}
