package dev.pipy.control.service;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import dev.pipy.control.store.ProgramName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Collects what is wrong with the fields of a request, so that the caller learns all of it at
/// once.
final class FieldCheck {

  /// What a digest must look like, for messages.
  static final String DIGEST = "not a SHA-256 (expected: 64 lower-case hexadecimal digits)";

  private static final int TEXT_BYTES = 1024;
  private static final int MOST_LABELS = 32;
  private static final int LABEL_BYTES = 255;
  private static final Pattern LABEL =
      Pattern.compile("[a-zA-Z0-9]([-_./a-zA-Z0-9]{0,61}[a-zA-Z0-9])?");

  /// A trailer has to carry them.
  private static final int MOST_TOLD = 8;

  private static final int LONGEST = 300;
  private static final long LONGEST_DRAIN_SECONDS = 24 * 3600;
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final List<BadRequest.FieldViolation> violations = new ArrayList<>();

  FieldCheck violation(String field, String description) {
    if (violations.size() < MOST_TOLD) {
      violations.add(
          BadRequest.FieldViolation.newBuilder()
              .setField(field)
              .setDescription(shortened(description))
              .build());
    }
    return this;
  }

  /// One field is wrong.
  static RuntimeException failure(String field, String description) {
    return ControlErrors.fieldsInvalid(new FieldCheck().violation(field, description).violations);
  }

  /// Of a caller's text, what a message may repeat.
  static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  FieldCheck labels(Map<String, String> labels) {
    if (labels.size() > MOST_LABELS) {
      violation("labels", labels.size() + " labels (expected: at most " + MOST_LABELS + ")");
    }
    labels.forEach(this::label);
    return this;
  }

  private void label(String name, String value) {
    if (!LABEL.matcher(name).matches()) {
      violation("labels", "\"" + shortened(name) + "\" (expected: a name " + LABEL + ")");
    } else if (value.getBytes(StandardCharsets.UTF_8).length > LABEL_BYTES
        || value.chars().anyMatch(Character::isISOControl)) {
      violation(
          "labels." + name,
          "too long or with control characters (expected: at most " + LABEL_BYTES + " bytes)");
    }
  }

  FieldCheck program(String name) {
    return ProgramName.isValid(name)
        ? this
        : violation(
            "program", "\"" + shortened(name) + "\" (expected: " + ProgramName.EXPECTATION + ")");
  }

  FieldCheck text(String field, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes <= TEXT_BYTES
        ? this
        : violation(field, bytes + " bytes (expected: at most " + TEXT_BYTES + ")");
  }

  FieldCheck requestId(String id) {
    return id.isEmpty() || UUID.matcher(id).matches()
        ? this
        : violation("request_id", "\"" + shortened(id) + "\" (expected: a UUID)");
  }

  FieldCheck revision(String field, long number) {
    return number >= 0 ? this : violation(field, number + " (expected: 0 or more)");
  }

  FieldCheck drainTimeout(Duration duration) {
    return upToADay("drain_timeout", duration);
  }

  FieldCheck upToADay(String field, Duration duration) {
    return Durations.isValid(duration)
            && !Durations.isNegative(duration)
            && duration.getSeconds() <= LONGEST_DRAIN_SECONDS
        ? this
        : violation(field, "out of range (expected: 0 seconds to 24 hours)");
  }

  /// Ends the check.
  void orThrow() {
    if (!violations.isEmpty()) {
      throw ControlErrors.fieldsInvalid(List.copyOf(violations));
    }
  }
}
