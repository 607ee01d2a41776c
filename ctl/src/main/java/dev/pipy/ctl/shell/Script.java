package dev.pipy.ctl.shell;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.FailureReport;
import dev.pipy.ctl.output.OutputFormat;
import dev.pipy.ctl.output.Style;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;

/// Commands from a file or from standard input: no prompt, no colour, no questions.
public final class Script {

  private final Host host;
  private final String name;
  private final boolean keepGoing;
  private final LineRunner runner;
  private int number;
  private int exitCode;
  private boolean over;

  /// @param name for messages about its lines
  /// @param keepGoing run the lines after one that failed, too
  public Script(Host host, String name, boolean keepGoing, Function<Host, CommandLine> commands) {
    this.host = host.unattended();
    this.name = name;
    this.keepGoing = keepGoing;
    this.runner = new LineRunner(commands);
  }

  /// Runs the lines; returns the exit code of the first that failed, or 0.
  public int run(Stream<String> lines) {
    var iterator = lines.iterator();
    while (!over && iterator.hasNext()) {
      number++;
      step(iterator.next());
    }
    return exitCode;
  }

  private void step(String text) {
    int code;
    try {
      ShellLine line = ShellLine.parse(text);
      String first = line.words().isEmpty() ? "" : line.words().getFirst();
      switch (first) {
        case "", "clear" -> {
          return;
        }
        case "exit", "quit" -> {
          over = true;
          return;
        }
        default -> code = runner.run(host, line);
      }
    } catch (CommandFailure failed) {
      FailureReport.print(
          failed.failure(), OutputFormat.TABLE, Style.PLAIN, host.out(), host.err());
      code = failed.failure().exit().number();
    }
    if (code != 0) {
      failed(code);
    }
  }

  private void failed(int code) {
    if (exitCode == 0) {
      exitCode = code;
    }
    over = !keepGoing;
    host.err()
        .println(
            "%s:%d: failed with exit code %d%s"
                .formatted(name, number, code, keepGoing ? "" : "; stopped"));
  }
}
