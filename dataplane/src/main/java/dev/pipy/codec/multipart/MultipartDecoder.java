package dev.pipy.codec.multipart;

import dev.pipy.event.StreamError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Cuts a body into its parts, and those that are multipart themselves into theirs, up to 8 levels
/// deep. Bodies are handed on as they come; what is held is the head of a part and what may turn
/// out to be a delimiter.
public final class MultipartDecoder {

  private static final int DEEPEST = 8;

  private final Sink sink;
  private final PartReader reader;
  private final int maxParts;
  private int parts;
  private boolean isOver;

  /// What hears of parts. May [#stop] the decoder at any time.
  public interface Sink {

    /// A part begins.
    ///
    /// @param fields the values of each field, by its name in lower case
    void begin(Map<String, List<String>> fields);

    /// Takes over bytes of the part.
    void data(ByteBuf bytes);

    /// The part is complete.
    void end();

    /// What came cannot be cut into parts; nothing is read any more.
    void failed(StreamError error);
  }

  /// Cuts one body.
  ///
  /// @param boundary as [MultipartType] has it
  /// @param maxParts most parts of all levels
  public MultipartDecoder(String boundary, int maxParts, Sink sink) {
    this.sink = sink;
    this.maxParts = maxParts;
    reader = new PartReader(boundary, new Level(1));
  }

  /// Takes over bytes.
  public void read(ByteBuf bytes) {
    try {
      if (!isOver) {
        reader.read(bytes);
      }
    } finally {
      bytes.release();
    }
  }

  /// The body is complete; fails if a part is not. A body of no bytes at all has no parts.
  public void end() {
    if (!isOver) {
      reader.end();
    }
  }

  /// Reads no more.
  public void stop() {
    isOver = true;
  }

  private void fail(StreamError error) {
    if (!isOver) {
      isOver = true;
      sink.failed(error);
    }
  }

  /// The parts of one level: a part that is multipart is a level of its own.
  private final class Level implements PartReader.Sink {

    private final int depth;
    private @Nullable PartReader nested;

    Level(int depth) {
      this.depth = depth;
    }

    @Override
    public boolean isOver() {
      return isOver;
    }

    @Override
    public void begin(PartHead head) {
      var values = head.fields().getOrDefault("content-type", List.of());
      var type = values.isEmpty() ? null : MultipartType.of(values.getFirst());
      if (type == null) {
        if (++parts > maxParts) {
          fail(StreamError.BUFFER_OVERFLOW);
        } else {
          sink.begin(head.fields());
        }
      } else if (type.boundary() == null || values.size() > 1 || depth == DEEPEST) {
        fail(StreamError.PROTOCOL_ERROR);
      } else {
        nested = new PartReader(type.boundary(), new Level(depth + 1));
      }
    }

    @Override
    public void data(ByteBuf bytes) {
      if (nested == null) {
        sink.data(bytes);
        return;
      }
      try {
        nested.read(bytes);
      } finally {
        bytes.release();
      }
    }

    @Override
    public void data(byte[] held, int from, int to) {
      data(Unpooled.copiedBuffer(held, from, to - from));
    }

    @Override
    public void end() {
      if (nested == null) {
        sink.end();
      } else {
        nested.end();
        nested = null;
      }
    }

    @Override
    public void failed(StreamError error) {
      fail(error);
    }
  }
}
