package dev.pipy.filter.flow;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Makes a message of each piece between two separators. Finds them as Knuth, Morris and Pratt do,
/// so each byte is looked at once; of what may be the start of a separator at the end of a chunk
/// nothing is kept but its length. Confined to a worker.
final class SeparatedPieces implements Filter {

  private static final int LONGEST = 1 << 10;
  private static final byte[] NONE = {};

  private final Dynamic source;
  private byte[] separator = NONE;

  /// For each length of a match, the longest shorter one that it ends with.
  private int[] fallback = {};

  private int matched;
  private boolean isInside;

  SeparatedPieces(Dynamic source) {
    this.source = source;
  }

  /// The bytes of a separator; null if the value is none.
  static byte @Nullable [] separator(@Nullable Object value) {
    var bytes =
        switch (value) {
          case String text -> text.getBytes(StandardCharsets.UTF_8);
          case Bytes data -> data.toArray();
          case null, default -> NONE;
        };
    return bytes.length == 0 || bytes.length > LONGEST ? null : bytes;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (separator.length == 0) {
      prepare(stage);
    }
    switch (event) {
      case Event.MessageStart _ -> endPiece(stage);
      case Event.Data(ByteBuf bytes) when !bytes.isReadable() -> stage.emit(event);
      case Event.Data(ByteBuf bytes) -> {
        try {
          cut(bytes, stage);
        } finally {
          event.release();
        }
      }
      case Event.MessageEnd _ -> endPiece(stage);
      case Event.StreamEnd(StreamError error) -> {
        if (error == null) {
          endPiece(stage);
        }
        stage.emit(event);
      }
    }
  }

  private void prepare(Stage stage) {
    var value = source.get(stage.context());
    var bytes = separator(value);
    if (bytes == null) {
      throw UnusableResult.report(stage, value, "a string or Data of 1 to 1024 bytes");
    }
    separator = bytes;
    fallback = new int[bytes.length + 1];
    for (int i = 1, length = 0; i < bytes.length; i++) {
      length = extend(length, bytes[i]);
      fallback[i + 1] = length;
    }
  }

  /// How much of the separator is matched once `next` has come behind `length` bytes of it.
  private int extend(int length, byte next) {
    int known = length;
    while (known > 0 && separator[known] != next) {
      known = fallback[known];
    }
    return separator[known] == next ? known + 1 : known;
  }

  /// Positions count from the start of the chunk; negative ones are bytes of the chunks before,
  /// which matched the start of the separator.
  private void cut(ByteBuf bytes, Stage stage) {
    int length = bytes.readableBytes();
    int before = matched;
    int begin = -before;
    for (int i = 0; i < length; i++) {
      if (matched == 0) {
        int next = bytes.indexOf(bytes.readerIndex() + i, bytes.writerIndex(), separator[0]);
        if (next < 0) {
          break;
        }
        i = next - bytes.readerIndex();
      }
      matched = extend(matched, bytes.getByte(bytes.readerIndex() + i));
      if (matched == separator.length) {
        matched = 0;
        emit(bytes, before, begin, i + 1 - separator.length, stage);
        begin = i + 1;
        startPiece(stage);
        endMessage(stage);
      }
    }
    emit(bytes, before, begin, length - matched, stage);
  }

  private void emit(ByteBuf bytes, int before, int from, int to, Stage stage) {
    if (from >= to) {
      return;
    }
    startPiece(stage);
    if (from < 0) {
      emitSeparator(before + from, before + Math.min(0, to), stage);
    }
    if (to > 0) {
      int start = Math.max(0, from);
      stage.emit(new Event.Data(bytes.retainedSlice(bytes.readerIndex() + start, to - start)));
    }
  }

  private void emitSeparator(int from, int to, Stage stage) {
    stage.emit(new Event.Data(Unpooled.copiedBuffer(separator, from, to - from)));
  }

  /// What might have become a separator was none.
  private void endPiece(Stage stage) {
    int length = matched;
    matched = 0;
    if (length > 0) {
      startPiece(stage);
      emitSeparator(0, length, stage);
    }
    if (isInside) {
      endMessage(stage);
    }
  }

  private void startPiece(Stage stage) {
    if (!isInside) {
      isInside = true;
      stage.emit(new Event.MessageStart(null));
    }
  }

  private void endMessage(Stage stage) {
    isInside = false;
    stage.emit(Event.MessageEnd.PLAIN);
  }
}
