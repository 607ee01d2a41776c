package dev.pipy.control.service;

import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import dev.pipy.program.TooManyTapsException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What goes wrong when somebody looks inside.
final class InspectionErrors {

  /// How long something may take.
  record Range(Duration usual, Duration least, Duration most) {}

  private InspectionErrors() {}

  private static StatusRuntimeException tooManyTaps(int limit) {
    return ControlErrors.error(
        Code.RESOURCE_EXHAUSTED,
        "TAP_LIMIT",
        limit + " taps are open already; one of them has to end first",
        Map.of("limit", String.valueOf(limit)),
        ControlErrors.quota("taps", "limit " + limit));
  }

  /// A time that a request gives, or the usual one; what is wrong with it goes to `fields`.
  static Duration duration(
      FieldCheck fields,
      String name,
      boolean isGiven,
      com.google.protobuf.Duration given,
      Range range) {
    if (!isGiven) {
      return range.usual();
    }
    if (!Durations.isValid(given)
        || Messages.of(given).compareTo(range.least()) < 0
        || Messages.of(given).compareTo(range.most()) > 0) {
      fields.violation(
          name,
          "out of range (expected: "
              + seconds(range.least())
              + " to "
              + seconds(range.most())
              + " seconds)");
      return range.usual();
    }
    return Messages.of(given);
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0
        ? String.valueOf(time.toSeconds())
        : String.valueOf(time.toMillis() / 1000.0);
  }

  /// Opens something that looks inside; what is wrong becomes an error of the API.
  static <T> T open(Supplier<T> opening) {
    try {
      return opening.get();
    } catch (TooManyTapsException tooMany) {
      throw tooManyTaps(tooMany.limit());
    } catch (IllegalArgumentException complaint) {
      throw field(complaint);
    }
  }

  /// A complaint that begins with the name of a field.
  private static StatusRuntimeException field(IllegalArgumentException complaint) {
    var text = String.valueOf(complaint.getMessage());
    int colon = text.indexOf(": ");
    if (colon < 0) {
      throw complaint; // not about a field
    }
    return ControlErrors.fieldsInvalid(
        List.of(
            BadRequest.FieldViolation.newBuilder()
                .setField(text.substring(0, colon))
                .setDescription(text.substring(colon + 2))
                .build()));
  }

  static StatusRuntimeException graphTooLarge(int size, int limit) {
    return ControlErrors.error(
        Code.RESOURCE_EXHAUSTED,
        "GRAPH_TOO_LARGE",
        "the graph has " + size + " pipelines and filters (expected: at most " + limit + ")",
        Map.of("limit", String.valueOf(limit), "value", String.valueOf(size)),
        ControlErrors.quota("graph", size + " pipelines and filters, limit " + limit));
  }
}
