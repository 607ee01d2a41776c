package dev.pipy.event;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What flows through a pipeline. A stream is a sequence of events; whoever is handed one owns it:
/// pass it on, or [#release] it, exactly once.
public sealed interface Event {

  /// Gives back what the event holds. Only [Data] holds anything.
  default void release() {}

  /// The same event for one more to own. Bytes are shared, not copied.
  default Event share() {
    return this;
  }

  /// A chunk of bytes. An empty one asks to send what is buffered.
  ///
  /// @param bytes owned by whoever owns the event
  record Data(ByteBuf bytes) implements Event {
    @Override
    public void release() {
      bytes.release();
    }

    @Override
    public Data share() {
      return new Data(bytes.retainedDuplicate());
    }
  }

  /// Begins a message.
  ///
  /// @param head what the protocol says about the message; shared by reference along a pipeline
  /// @param length bytes of body that will follow, or [#UNKNOWN]; whoever may change the body
  ///   passes on a start of unknown length
  record MessageStart(@Nullable Head head, long length) implements Event {

    /// The length of a body that is not known beforehand.
    public static final long UNKNOWN = -1;

    /// A start whose body length is not known.
    public MessageStart(@Nullable Head head) {
      this(head, UNKNOWN);
    }

    /// The same start with the length of the body left open.
    public MessageStart withUnknownLength() {
      return length == UNKNOWN ? this : new MessageStart(head, UNKNOWN);
    }
  }

  /// Ends a message.
  ///
  /// @param tail what the protocol says after the body, such as HTTP trailers
  /// @param payload the value that the message is, where the protocol's messages are values
  record MessageEnd(@Nullable Head tail, @Nullable Payload payload) implements Event {

    /// The end of a message without a tail or a payload.
    public static final MessageEnd PLAIN = new MessageEnd(null);

    /// An end without a payload.
    public MessageEnd(@Nullable Head tail) {
      this(tail, null);
    }

    /// An end with what there is; the plain one, which is one object, for nothing.
    public static MessageEnd of(@Nullable Head tail, @Nullable Payload payload) {
      return tail == null && payload == null ? PLAIN : new MessageEnd(tail, payload);
    }
  }

  /// Ends the stream.
  ///
  /// @param error why, or null for an orderly end
  record StreamEnd(@Nullable StreamError error) implements Event {

    /// The orderly end.
    public static final StreamEnd CLEAN = new StreamEnd(null);

    /// The end for a reason; the orderly one, which is one object, for none.
    public static StreamEnd of(@Nullable StreamError error) {
      return error == null ? CLEAN : new StreamEnd(error);
    }
  }
}
