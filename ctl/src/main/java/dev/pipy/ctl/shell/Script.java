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
  private final boolean echo;
  private final ShellState state = new ShellState();
  private final Lines lines;
  private int number;
  private int exitCode;
  private boolean over;

  /// @param name for messages about its lines
  /// @param keepGoing run the lines after one that failed, too
  /// @param echo show each line before it is run
  public Script(
      Host host,
      String name,
      boolean keepGoing,
      boolean echo,
      Places places,
      Function<Host, CommandLine> commands) {
    this.host = host.unattended();
    this.name = name;
    this.keepGoing = keepGoing;
    this.echo = echo;
    this.lines = new Lines(state, places, commands, new NoTerminal());
  }

  /// A script waits for each of its lines.
  private static final class NoTerminal implements Lines.Terminal {

    @Override
    public void clear() {}

    @Override
    public int jobs(ShellLine line, String text, LineRunner runner, Host host) {
      throw CommandFailure.usage("a script has no jobs", "Leave out the & at the end.");
    }
  }

  /// Runs the lines; returns the exit code of the first that failed, or 0.
  public int run(Stream<String> text) {
    var iterator = text.iterator();
    while (!over && iterator.hasNext()) {
      number++;
      step(iterator.next());
    }
    return exitCode;
  }

  private void step(String text) {
    if (text.isBlank() || text.strip().startsWith("#")) {
      return;
    }
    if (echo) {
      host.err().println("+ " + text.strip());
    }
    int code;
    try {
      code = lines.run(host, text);
    } catch (CommandFailure failed) {
      FailureReport.print(
          failed.failure(), OutputFormat.TABLE, Style.PLAIN, host.out(), host.err());
      code = failed.failure().exit().number();
      state.ended(code);
    }
    if (code == Lines.LEAVE) {
      over = true;
    } else if (code != 0) {
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
