package dev.pipy.filter.flow;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.filter.spec.Emission;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the function of a state asks for.
///
/// @param events what to put out first
/// @param state the next one
/// @param fill what to do with the next bytes; null if that state gets the next one
record DeframeStep(List<@Nullable Object> events, String state, @Nullable Fill fill) {

  private static final double LARGEST = 16 << 20;

  /// Bytes on their way to where a script wants them.
  static final class Fill {

    private final @Nullable Bytes data;
    private final @Nullable List<@Nullable Object> numbers;
    private double left;

    private Fill(double length, @Nullable Bytes data, @Nullable List<@Nullable Object> numbers) {
      this.left = length;
      this.data = data;
      this.numbers = numbers;
    }

    boolean isComplete() {
      return left <= 0;
    }

    /// Whether the bytes go on as they are.
    boolean passes() {
      return data == null && numbers == null;
    }

    /// What was filled.
    @Nullable Object content() {
      return data != null ? data : numbers;
    }

    /// Takes what is needed; returns what goes on as it is.
    Event.@Nullable Data take(ByteBuf bytes) {
      int length = (int) Math.min(left, bytes.readableBytes());
      left -= length;
      if (data != null) {
        data.push(bytes.slice(bytes.readerIndex(), length));
        bytes.skipBytes(length);
        return null;
      }
      if (numbers != null) {
        for (int i = 0; i < length; i++) {
          numbers.add((int) bytes.readUnsignedByte());
        }
        return null;
      }
      return new Event.Data(bytes.readRetainedSlice(length));
    }
  }

  /// What a neutral value asks for; null if it makes no sense.
  static @Nullable DeframeStep of(Object value) {
    return switch (value) {
      case String state -> new DeframeStep(List.of(), state, null);
      case List<?> parts -> ofParts(parts);
      default -> null;
    };
  }

  private static @Nullable DeframeStep ofParts(List<?> parts) {
    var events = new ArrayList<@Nullable Object>();
    for (int i = 0; i < parts.size(); i++) {
      var part = parts.get(i);
      if (part instanceof String state) {
        var rest = parts.subList(i + 1, parts.size());
        if (rest.isEmpty()) {
          return new DeframeStep(events, state, null);
        }
        var fill = fill(rest.getFirst(), rest.size() > 1 ? rest.get(1) : null);
        return fill == null ? null : new DeframeStep(events, state, fill);
      }
      if (!Emission.isEvents(part)) {
        return null;
      }
      events.add(part);
    }
    return null;
  }

  private static @Nullable Fill fill(@Nullable Object length, @Nullable Object target) {
    if (!(length instanceof Number number) || !(number.doubleValue() >= 0)) {
      return null;
    }
    double bytes = Math.floor(number.doubleValue());
    if (target != null && bytes > LARGEST) {
      return null;
    }
    return switch (target) {
      case null -> new Fill(bytes, null, null);
      case Bytes data -> new Fill(bytes, data, null);
      case List<?> list -> new Fill(bytes, null, new ArrayList<>(list));
      default -> null;
    };
  }
}
