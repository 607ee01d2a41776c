package dev.pipy.ctl.command;

import dev.pipy.control.v1.FileDiff;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;

/// The difference of one file as `diff -u` writes it; `patch -p1` reads it.
record FileDiffText(FileDiff file, String before, String after, Output output) {

  private static final String NOTHING = "/dev/null";

  void print() {
    String from = file.getKind() == FileDiff.Kind.KIND_ADDED ? NOTHING : "a/" + file.getPath();
    String to = file.getKind() == FileDiff.Kind.KIND_REMOVED ? NOTHING : "b/" + file.getPath();
    if (file.getBinary() || file.getTruncated()) {
      output.line(
          output
              .style()
              .bold(
                  "%s files %s (%s) and %s (%s) differ: %s, %s"
                      .formatted(
                          file.getBinary() ? "Binary" : "Large",
                          from,
                          before,
                          to,
                          after,
                          Quantities.bytes(file.getFromSize()),
                          Quantities.bytes(file.getToSize()))));
      return;
    }
    output.line(output.style().bold("--- " + from + "\t" + before));
    output.line(output.style().bold("+++ " + to + "\t" + after));
    file.getHunks().lines().forEach(line -> output.line(colored(line)));
  }

  /// Control characters of a file have no business with a terminal.
  private String colored(String line) {
    String safe = output.style().color() ? line.replaceAll("[\\p{Cntrl}&&[^\t]]", "?") : line;
    return switch (safe.isEmpty() ? ' ' : safe.charAt(0)) {
      case '+' -> output.style().green(safe);
      case '-' -> output.style().red(safe);
      case '@' -> output.style().dim(safe);
      default -> safe;
    };
  }

  /// What happened to it.
  static String verb(FileDiff file) {
    return switch (file.getKind()) {
      case KIND_ADDED -> "new ";
      case KIND_REMOVED -> "gone ";
      case KIND_CHANGED, KIND_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }
}
