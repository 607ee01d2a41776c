package dev.pipy.codec.resp;

import dev.pipy.codec.StreamDecoder;
import dev.pipy.event.Bytes;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads values, however their bytes are cut into pieces. Holds the value under way: no more than
/// its bytes that came, and a list with room for what has arrived of it.
public final class RespReader implements StreamDecoder {

  /// How deep arrays may be nested.
  public static final int DEEPEST = 128;

  /// Most elements of an array, as Redis has it for requests.
  public static final int MOST_ELEMENTS = 1 << 20;

  /// Most bytes of a line, its type and its end included, as Redis has it.
  public static final int LONGEST_LINE = 64 << 10;

  private static final int SMALL = 4 << 10;

  private final Sink sink;
  private final long maxSize;
  private final ArrayDeque<OpenArray> arrays = new ArrayDeque<>();
  private byte[] line = new byte[64];
  private int lineSize;

  /// The bulk string under way; null if there is none.
  private byte @Nullable [] bulk;

  private int bulkSize;
  private int bulkLength;

  /// Bytes of the value under way.
  private long size;

  private boolean isOver;

  /// What hears of values. May [#stop] the reader at any time.
  public interface Sink {

    /// A whole value.
    ///
    /// @param size bytes that it had
    void value(@Nullable Object value, long size);

    /// What came is not RESP2; nothing is read any more.
    void malformed();

    /// A value is larger, longer or deeper than allowed; nothing is read any more.
    void tooLarge();
  }

  private record OpenArray(List<@Nullable Object> elements, int length) {}

  /// @param maxSize most bytes of a value on the wire
  public RespReader(long maxSize, Sink sink) {
    this.maxSize = maxSize;
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf bytes) {
    try {
      while (!isOver && bytes.isReadable()) {
        if (bulk == null) {
          readLine(bytes);
        } else {
          readBulk(bulk, bytes);
        }
      }
    } finally {
      bytes.release();
    }
  }

  /// Whether a value has begun and not ended.
  @Override
  public boolean isInside() {
    return size > 0;
  }

  @Override
  public void stop() {
    isOver = true;
  }

  private void readLine(ByteBuf bytes) {
    int end = bytes.indexOf(bytes.readerIndex(), bytes.writerIndex(), (byte) '\n');
    int length = (end < 0 ? bytes.writerIndex() : end + 1) - bytes.readerIndex();
    if (lineSize + length > LONGEST_LINE || size + length > maxSize) {
      fail(true);
      return;
    }
    if (lineSize + length > line.length) {
      line = Arrays.copyOf(line, Math.max(lineSize + length, 2 * line.length));
    }
    bytes.readBytes(line, lineSize, length);
    lineSize += length;
    size += length;
    if (!isType(line[0]) && !mayBeEmptyLine()) {
      fail(false); // at once: what speaks another protocol may send no line
    } else if (end >= 0) {
      endLine();
    }
  }

  private static boolean isType(byte first) {
    return switch (first) {
      case '+', '-', ':', '$', '*' -> true;
      default -> false;
    };
  }

  private boolean mayBeEmptyLine() {
    return arrays.isEmpty() && line[0] == '\r' && (lineSize == 1 || line[1] == '\n');
  }

  private void endLine() {
    int length = lineSize - 3; // without the type, CR and LF
    lineSize = 0;
    if (length == -1 && line[0] == '\r') {
      size = 0; // an empty line between values, as `redis-cli --pipe` sends it, says nothing
      return;
    }
    if (length < 0 || line[length + 1] != '\r') {
      fail(false);
      return;
    }
    var text = new String(line, 1, length, StandardCharsets.UTF_8);
    if (text.indexOf('\r') >= 0) {
      fail(false);
      return;
    }
    switch (line[0]) {
      case '+' -> complete(text);
      case '-' -> complete(new RespError(text));
      case ':' -> number(text);
      case '$' -> beginBulk(text);
      default -> beginArray(text);
    }
  }

  private void number(String text) {
    try {
      long number = Long.parseLong(text);
      if ((int) number == number) {
        complete((int) number);
      } else {
        complete(number);
      }
    } catch (NumberFormatException malformed) {
      fail(false);
    }
  }

  /// The number, -1 for null, or -2 for what is none. Lengths beyond all limits are large ones.
  private static long length(String text) {
    if (text.equals("-1")) {
      return -1;
    }
    if (text.isEmpty()) {
      return -2;
    }
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -2;
      }
      length = Math.min(10 * length + digit - '0', Integer.MAX_VALUE);
    }
    return length;
  }

  private void beginBulk(String text) {
    long length = length(text);
    if (length == -1) {
      complete(null);
    } else if (length < 0) {
      fail(false);
    } else if (size + length + 2 > maxSize || length > Integer.MAX_VALUE - SMALL) {
      fail(true);
    } else {
      bulkLength = (int) length;
      bulkSize = 0;
      bulk = new byte[Math.min(bulkLength + 2, SMALL)];
    }
  }

  private void readBulk(byte[] started, ByteBuf bytes) {
    int whole = bulkLength + 2;
    int length = Math.min(whole - bulkSize, bytes.readableBytes());
    var room = started;
    if (bulkSize + length > room.length) {
      // no more than twice of what came, whatever the length says
      long roomier = Math.max(bulkSize + length, 2L * room.length);
      room = Arrays.copyOf(room, (int) Math.min(roomier, whole));
      bulk = room;
    }
    bytes.readBytes(room, bulkSize, length);
    bulkSize += length;
    size += length;
    if (bulkSize < whole) {
      return;
    }
    bulk = null;
    if (room[bulkLength] != '\r' || room[bulkLength + 1] != '\n') {
      fail(false);
    } else {
      complete(new Bytes(Arrays.copyOf(room, bulkLength)));
    }
  }

  private void beginArray(String text) {
    long length = length(text);
    if (length == -1) {
      complete(RespNull.ARRAY);
    } else if (length < 0) {
      fail(false);
    } else if (length == 0) {
      complete(List.of());
    } else if (length > MOST_ELEMENTS || arrays.size() == DEEPEST) {
      fail(true);
    } else {
      arrays.push(new OpenArray(new ArrayList<>((int) Math.min(length, 16)), (int) length));
    }
  }

  private void complete(@Nullable Object value) {
    var whole = value;
    for (var open = arrays.peek(); open != null; open = arrays.peek()) {
      open.elements().add(whole);
      if (open.elements().size() < open.length()) {
        return;
      }
      whole = open.elements();
      arrays.pop();
    }
    long wholeSize = size;
    size = 0;
    sink.value(whole, wholeSize);
  }

  private void fail(boolean isTooLarge) {
    isOver = true;
    if (isTooLarge) {
      sink.tooLarge();
    } else {
      sink.malformed();
    }
  }
}
