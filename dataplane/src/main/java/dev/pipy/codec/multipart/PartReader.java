package dev.pipy.codec.multipart;

import dev.pipy.event.StreamError;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds the delimiters of one level (RFC 2046 section 5.1.1).
///
/// ```text
///            delimiter             empty line          delimiter
/// PREAMBLE -------------> HEAD --------------> BODY -------------> HEAD
///    '--last delimiter--> EPILOGUE <--last delimiter--'
/// ```
///
/// A delimiter is `CRLF -- boundary`, then `--` if it is the last one, blanks, and CRLF, which may
/// be missing at the very end. A line that begins like one and goes on in another way is not one.
/// The line end before it is not part of what stands before; the one that ends a head, or the start
/// of the body, counts as the delimiter's own, too.
final class PartReader {

  /// Blanks behind a delimiter, and what else its line may have: more is not meant well.
  private static final int LONGEST_REST = 256;

  private static final int LINE_END = 2;

  private final byte[] delimiter;
  private final Sink sink;
  private State state = State.PREAMBLE;
  private @Nullable PartHead head;
  private boolean isBegun;

  /// How much of the delimiter was read. Its first two bytes may have been part of something else.
  private int matched = LINE_END;

  private boolean ownsLineEnd;

  /// What was read of the line behind the delimiter.
  private final byte[] rest = new byte[LONGEST_REST];

  private int restSize;

  private enum State {
    PREAMBLE,
    HEAD,
    BODY,
    EPILOGUE
  }

  /// What hears of the parts of a level.
  interface Sink {

    /// Whether nothing is to be read any more.
    boolean isOver();

    void begin(PartHead head);

    /// Takes over bytes of the body.
    void data(ByteBuf bytes);

    /// Bytes of the body that were held; they stay the reader's.
    void data(byte[] held, int from, int to);

    void end();

    void failed(StreamError error);
  }

  PartReader(String boundary, Sink sink) {
    delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
    this.sink = sink;
  }

  /// Reads `bytes`, which stay the caller's.
  void read(ByteBuf bytes) {
    isBegun |= bytes.isReadable();
    while (bytes.isReadable() && !sink.isOver()) {
      switch (state) {
        case EPILOGUE -> bytes.skipBytes(bytes.readableBytes());
        case HEAD -> readHead(bytes.readUnsignedByte());
        case PREAMBLE, BODY -> {
          if (matched == 0) {
            passToReturn(bytes);
          } else {
            match(bytes);
          }
        }
      }
    }
  }

  /// Nothing more comes.
  void end() {
    boolean isLast = matched == delimiter.length && isLastRest();
    if (state == State.BODY && isLast) {
      sink.end();
    } else if (state != State.EPILOGUE && !isLast && isBegun) {
      sink.failed(StreamError.PROTOCOL_ERROR);
    }
  }

  private void readHead(int octet) {
    var reading = head == null ? new PartHead() : head;
    head = reading;
    switch (reading.read(octet)) {
      case MORE -> {}
      case COMPLETE -> {
        head = null;
        state = State.BODY;
        expectDelimiter();
        sink.begin(reading);
      }
      case MALFORMED -> sink.failed(StreamError.PROTOCOL_ERROR);
      case TOO_LARGE -> sink.failed(StreamError.BUFFER_OVERFLOW);
    }
  }

  /// The line end of a delimiter was read as that of something else.
  private void expectDelimiter() {
    matched = LINE_END;
    ownsLineEnd = false;
  }

  /// Passes what stands before the next carriage return, where alone a delimiter begins: no
  /// boundary has one.
  private void passToReturn(ByteBuf bytes) {
    int length = bytes.bytesBefore((byte) '\r');
    boolean isFound = length >= 0;
    int passed = isFound ? length : bytes.readableBytes();
    if (passed > 0 && state == State.BODY) {
      sink.data(bytes.readRetainedSlice(passed));
    } else {
      bytes.skipBytes(passed);
    }
    if (isFound) {
      bytes.skipBytes(1);
      matched = 1;
      ownsLineEnd = true;
    }
  }

  private void match(ByteBuf bytes) {
    if (matched < delimiter.length) {
      if (bytes.getByte(bytes.readerIndex()) == delimiter[matched]) {
        bytes.skipBytes(1);
        matched++;
      } else {
        giveBack();
      }
      return;
    }
    byte octet = bytes.getByte(bytes.readerIndex());
    if (!mayFollow(octet)) {
      giveBack();
      return;
    }
    bytes.skipBytes(1);
    if (restSize == LONGEST_REST) {
      sink.failed(StreamError.PROTOCOL_ERROR);
      return;
    }
    rest[restSize++] = octet;
    if (octet == '\n') {
      endLine();
    }
  }

  /// Whether the line that begins with a delimiter may go on with an octet, so that it is one.
  private boolean mayFollow(byte octet) {
    if (restSize > 0 && rest[restSize - 1] == '\r') {
      return octet == '\n';
    }
    return switch (octet) {
      case '-' -> restSize == 0 || (restSize == 1 && rest[0] == '-');
      case ' ', '\t', '\r' -> restSize != 1 || rest[0] != '-';
      default -> false;
    };
  }

  private boolean isLastRest() {
    return restSize >= 2 && rest[0] == '-' && rest[1] == '-';
  }

  private void endLine() {
    boolean isLast = isLastRest();
    boolean wasInBody = state == State.BODY;
    matched = 0;
    restSize = 0;
    state = isLast ? State.EPILOGUE : State.HEAD;
    if (wasInBody) {
      sink.end();
    }
  }

  /// What was taken for a delimiter is none. Its last octet may begin one, if it is a carriage
  /// return.
  private void giveBack() {
    boolean isReturnLast = restSize > 0 && rest[restSize - 1] == '\r';
    int from = ownsLineEnd ? 0 : LINE_END;
    int held = matched;
    int heldRest = isReturnLast ? restSize - 1 : restSize;
    matched = isReturnLast ? 1 : 0;
    restSize = 0;
    ownsLineEnd = true;
    if (state == State.BODY) {
      if (from < held) {
        sink.data(delimiter, from, held);
      }
      if (heldRest > 0 && !sink.isOver()) {
        sink.data(rest, 0, heldRest);
      }
    }
  }
}
