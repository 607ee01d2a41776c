package dev.pipy.program;

import dev.pipy.event.Bytes;
import java.util.List;
import java.util.Map;

/// A request to the operations endpoint that a program may answer. Nobody changes it.
///
/// @param path with its query, as it came
/// @param headers values by name in lower case
/// @param body copied for whoever changes it
public record AdminRequest(
    String method, String path, Map<String, List<String>> headers, Bytes body) {

  /// What paths begin with that programs may have.
  public static final String ROOT = "/admin/";

  /// How a program answers.
  ///
  /// @param status three digits
  /// @param headers values by name in lower case, without those that say how the body is sent
  /// @param body of all workers, in their order
  public record Answer(int status, Map<String, List<String>> headers, Bytes body) {}
}
