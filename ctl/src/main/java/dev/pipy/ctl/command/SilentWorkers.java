package dev.pipy.ctl.command;

import dev.pipy.ctl.output.Output;
import java.util.List;
import java.util.stream.Collectors;

/// Workers of the server that were too busy to answer.
final class SilentWorkers {

  private SilentWorkers() {}

  /// Says that something is missing, if it is.
  static void warn(Output output, List<Integer> silent, String missing) {
    if (!silent.isEmpty()) {
      output.warn(
          "%s %s too busy to answer: %s"
              .formatted(
                  silent.stream().map(index -> "worker " + index).collect(Collectors.joining(", ")),
                  silent.size() == 1 ? "was" : "were",
                  missing));
    }
  }
}
