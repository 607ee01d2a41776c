package dev.pipy.codec.thrift;

import dev.pipy.codec.StreamDecoder;
import dev.pipy.codec.thrift.ThriftInput.Outcome;
import dev.pipy.codec.thrift.ThriftProtocol.MessageHeader;
import dev.pipy.event.StreamError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads messages. Which protocol one has, and whether it stands in a frame, is told by its first
/// five bytes:
///
/// | bytes | form |
/// |---|---|
/// | `80 01` | the binary protocol |
/// | `82` | the compact protocol |
/// | a number below 2^31, then `80`, `82` or a control character | a frame of that length |
/// | a number below 2^31, then a letter, or 0 | the old form of the binary protocol |
///
/// Bytes are held until a number or a text is complete. Gives its memory back with [#stop].
public final class ThriftDecoder implements StreamDecoder {

  private static final int LONGEST_NAME = 64 << 10;
  private static final int CHOICE_SIZE = 5;
  private static final int BINARY_ID = 0x80;
  private static final int FIRST_LETTER = 0x20;

  private final int maxMessageSize;
  private final Sink sink;

  /// What came and could not be read yet.
  private @Nullable ByteBuf held;

  /// Of the message under way.
  private @Nullable ThriftProtocol protocol;

  private @Nullable MessageHeader header;
  private @Nullable ValueReader fields;
  private boolean isFramed;
  private int most;
  private int room;
  private boolean isOver;

  /// What hears of messages. May [#stop] the decoder at any time.
  public interface Sink {

    /// A message.
    ///
    /// @param message `protocol`, `type`, `seqID`, `name`, `fields`, and `framed` if it stood in a
    ///   frame: null, Boolean, Integer, Long, Double, String, [dev.pipy.event.Bytes], List and Map
    /// @param size in bytes
    void message(Map<String, Object> message, int size);

    /// What came cannot be read; nothing is read any more.
    void failed(StreamError error);
  }

  /// Reads messages of either side.
  ///
  /// @param maxMessageSize in bytes
  public ThriftDecoder(int maxMessageSize, Sink sink) {
    this.maxMessageSize = maxMessageSize;
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf bytes) {
    if (isOver) {
      bytes.release();
      return;
    }
    var before = held;
    held = null;
    if (before == null) {
      parse(bytes);
      if (!isOver && bytes.isReadable()) {
        int size = bytes.readableBytes();
        held = PooledByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(bytes);
      }
      bytes.release();
      return;
    }
    before.writeBytes(bytes);
    bytes.release();
    parse(before);
    if (isOver || !before.isReadable()) {
      before.release();
    } else {
      held = before.discardSomeReadBytes();
    }
  }

  private void parse(ByteBuf bytes) {
    boolean goesOn = true;
    while (goesOn && !isOver && bytes.isReadable()) {
      goesOn = step(bytes);
    }
  }

  /// Whether a message has begun and not ended.
  @Override
  public boolean isInside() {
    return held != null || protocol != null;
  }

  @Override
  public void stop() {
    isOver = true;
    if (held != null) {
      held.release();
      held = null;
    }
  }

  /// Reads one piece; false if more has to come.
  private boolean step(ByteBuf bytes) {
    var its = protocol;
    if (its == null) {
      return choose(bytes);
    }
    int before = bytes.readerIndex();
    var in = new ThriftInput(bytes, room);
    if (fields == null) {
      header = its.readMessage(in);
      boolean isUsable =
          MessageType.of(header.type()) != null && header.name().length() <= LONGEST_NAME;
      if (!isUsable) {
        in.fail(Outcome.MALFORMED);
      }
      fields = in.isGood() ? new ValueReader(its) : null;
    } else {
      fields.step(in);
    }
    var outcome = in.outcome();
    room -= bytes.readerIndex() - before;
    switch (outcome) {
      case GOOD -> endIfComplete(its);
      case SHORT -> {}
      case MALFORMED -> fail(StreamError.PROTOCOL_ERROR);
      case TOO_MANY -> fail(StreamError.BUFFER_OVERFLOW);
      // a frame says itself how much there may be
      case TOO_LARGE -> fail(isFramed ? StreamError.PROTOCOL_ERROR : StreamError.BUFFER_OVERFLOW);
    }
    return outcome == Outcome.GOOD;
  }

  private void endIfComplete(ThriftProtocol its) {
    var read = fields == null ? null : fields.fields();
    var type = header == null ? null : MessageType.of(header.type());
    if (read == null || header == null || type == null) {
      return;
    }
    if (isFramed && room > 0) {
      fail(StreamError.PROTOCOL_ERROR); // something stands behind the message in its frame
      return;
    }
    var message = ValueReader.message(its, type, header, read, isFramed);
    int size = most - room;
    protocol = null;
    header = null;
    fields = null;
    sink.message(message, size);
  }

  /// Finds out what begins.
  private boolean choose(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int first = bytes.getUnsignedByte(at);
    isFramed = false;
    most = maxMessageSize;
    room = most;
    if (first == CompactProtocol.ID) {
      protocol = new CompactProtocol();
    } else if (first == BINARY_ID) {
      protocol = new BinaryProtocol(false);
    } else if (first > BINARY_ID) {
      fail(StreamError.PROTOCOL_ERROR);
    } else if (bytes.readableBytes() >= CHOICE_SIZE) {
      chooseByLength(bytes, bytes.getInt(at), bytes.getUnsignedByte(at + CHOICE_SIZE - 1));
    } else {
      return false;
    }
    return !isOver;
  }

  private void chooseByLength(ByteBuf bytes, int length, int next) {
    boolean isName = next >= FIRST_LETTER && next != BINARY_ID && next != CompactProtocol.ID;
    if (length == 0 || isName) {
      if (length > LONGEST_NAME) {
        fail(StreamError.PROTOCOL_ERROR);
      } else {
        protocol = new BinaryProtocol(true);
      }
      return;
    }
    if (length > maxMessageSize) {
      fail(StreamError.BUFFER_OVERFLOW);
      return;
    }
    bytes.skipBytes(Integer.BYTES);
    isFramed = true;
    most = length;
    room = most;
    protocol =
        switch (next) {
          case CompactProtocol.ID -> new CompactProtocol();
          case BINARY_ID -> new BinaryProtocol(false);
          default -> new BinaryProtocol(true);
        };
  }

  private void fail(StreamError error) {
    if (!isOver) {
      stop();
      sink.failed(error);
    }
  }
}
