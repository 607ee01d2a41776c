package dev.pipy.filter.message;

import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.Quantity;
import org.jspecify.annotations.Nullable;

/// How much of a body is collected for a script: a leading argument or an option.
///
/// @param bytes the limit
/// @param isChosen whether the script has set it, and so wants what exceeds it cut off
record BodyLimit(long bytes, boolean isChosen) {

  private static final long USUAL = 16L << 20;

  private static final String DOCUMENTATION =
      "Largest body that is collected; what exceeds it is cut off, and a warning tells how much. Where"
          + " none is set, a replacement with what is left of a larger one ends the stream with"
          + " BufferOverflow, so that nobody takes half of a body for all of it.";

  static final Param<Long> OPTION =
      Param.optional("bufferLimit", ParamType.SIZE, "The same as `sizeLimit`, as an option.");

  static final Param<Long> PARAM =
      Param.withDefault(
          "sizeLimit",
          new ParamType<>(
              ParamType.SIZE.name(),
              ParamType.SIZE.expectation(),
              ParamType.SIZE.unit(),
              BodyLimit::read),
          USUAL,
          "'16m'",
          DOCUMENTATION);

  /// The limit of a call.
  static BodyLimit of(Args args) {
    var option = args.find(OPTION);
    boolean isLeading = args.positional().size() > 1;
    return new BodyLimit(option != null ? option : args.get(PARAM), option != null || isLeading);
  }

  /// Refuses a limit that stands alone: more likely it was meant to be emitted.
  static void requireReplacement(Args args) {
    if (args.positional().size() == 1 && args.positional().getFirst() instanceof Number number) {
      throw new ArgumentException(
          "argument #1 is a size limit (" + number + ") and a replacement must follow it");
    }
    if (args.positional().size() == 1 && args.positional().getFirst() instanceof String text) {
      throw new ArgumentException(
          "argument #1 is a size limit ('"
              + text
              + "') and a replacement must follow it; to emit text, give new Message('"
              + text
              + "')");
    }
  }

  private static @Nullable Long read(Object value) {
    var size = Quantity.bytes(value);
    if (size == null && value instanceof String text) {
      throw new ArgumentException(
          "argument #1 expects a size in bytes such as 4096 or '256k', got '"
              + text
              + "'; to emit text, give new Message('"
              + text
              + "')");
    }
    return size;
  }
}
