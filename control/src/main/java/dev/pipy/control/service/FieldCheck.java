package dev.pipy.control.service;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import dev.pipy.control.store.ProgramName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Collects what is wrong with the fields of a request, so that the caller learns all of it at
/// once.
final class FieldCheck {

  private static final int TEXT_BYTES = 1024;
  private static final long LONGEST_DRAIN_SECONDS = 24 * 3600;
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final List<BadRequest.FieldViolation> violations = new ArrayList<>();

  FieldCheck violation(String field, String description) {
    violations.add(
        BadRequest.FieldViolation.newBuilder().setField(field).setDescription(description).build());
    return this;
  }

  FieldCheck program(String name) {
    return ProgramName.isValid(name)
        ? this
        : violation("program", "\"" + name + "\" (expected: " + ProgramName.EXPECTATION + ")");
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
        : violation("request_id", "\"" + id + "\" (expected: a UUID)");
  }

  FieldCheck revision(String field, long number) {
    return number >= 0 ? this : violation(field, number + " (expected: 0 or more)");
  }

  FieldCheck drainTimeout(Duration duration) {
    return Durations.isValid(duration)
            && !Durations.isNegative(duration)
            && duration.getSeconds() <= LONGEST_DRAIN_SECONDS
        ? this
        : violation("drain_timeout", "out of range (expected: 0 seconds to 24 hours)");
  }

  /// Ends the check.
  void orThrow() {
    if (!violations.isEmpty()) {
      throw ControlErrors.fieldsInvalid(List.copyOf(violations));
    }
  }
}
