package dev.pipy.ctl.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.client.Connection;
import dev.pipy.ctl.completion.Completions;
import dev.pipy.ctl.completion.ServerNames;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.host.Screen;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.FailureReport;
import dev.pipy.ctl.output.OutputFormat;
import dev.pipy.ctl.output.Style;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.InfoCmp.Capability;
import picocli.CommandLine;

/// The interactive shell: reads a line, runs it, says how the server is.
public final class Shell {

  private static final Duration COMPLETION_PATIENCE = Duration.ofMillis(300);
  private static final int USUAL_WIDTH = 80;

  private final Terminal terminal;
  private final Host host;
  private final Connection connection;
  private final Style style;
  private final LineRunner runner;
  private final ShellInterrupts interrupts = new ShellInterrupts();
  private final LineReaderImpl reader;
  private final ServerHealth health;

  /// @param outside the surroundings of the shell, whose streams and questions it replaces
  public Shell(
      Terminal terminal,
      Host outside,
      Connection connection,
      Style style,
      Function<Host, CommandLine> commands) {
    this.terminal = terminal;
    this.connection = connection;
    this.style = style;
    this.runner = new LineRunner(commands);
    PrintStream out = new PrintStream(terminal.output(), true, UTF_8);
    this.host =
        new Host(
            outside.variables(),
            outside.in(),
            out,
            out,
            new Screen(true, true, () -> width(terminal)),
            question -> ask(terminal, question),
            interrupts);
    CommandLine model = commands.apply(host);
    this.reader = reader(terminal, host, connection, model);
    this.health = new ServerHealth(connection, this::showHealth);
  }

  private static LineReaderImpl reader(
      Terminal terminal, Host host, Connection connection, CommandLine model) {
    Completions completions =
        new Completions(model, new ServerNames(connection, COMPLETION_PATIENCE));
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("pipyctl")
            .completer(new WordCompleter(completions))
            .highlighter(new WordHighlighter(model))
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .option(Option.HISTORY_IGNORE_SPACE, true)
            .variable(LineReader.HISTORY_IGNORE, "*token*:*TOKEN*:*Token*");
    HistoryFile.of(host).ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    return (LineReaderImpl) builder.build();
  }

  /// Runs until the user leaves.
  public int run() {
    terminal.handle(Signal.INT, _ -> interrupts.interrupted());
    host.out().println("help · Tab · Ctrl-R searches · exit leaves");
    try (health) {
      health.start();
      boolean goesOn = true;
      while (goesOn) {
        goesOn = step();
      }
    }
    return 0;
  }

  private boolean step() {
    String text;
    try {
      interrupts.commandBegins();
      text = reader.readLine(prompt());
    } catch (UserInterruptException expected) {
      return true;
    } catch (EndOfFileException expected) {
      return false;
    }
    try {
      ShellLine line = ShellLine.parse(text);
      String first = line.words().isEmpty() ? "" : line.words().getFirst();
      switch (first) {
        case "" -> {}
        case "exit", "quit" -> {
          return false;
        }
        case "clear" -> {
          terminal.puts(Capability.clear_screen);
          terminal.flush();
        }
        default -> {
          if (runner.run(host, line) == ExitCode.INTERRUPTED.number()) {
            host.out().println();
          }
          if (line.words().equals(List.of("help"))) {
            host.out()
                .println("\nHere also: exit, quit, clear, COMMAND | grep TEXT, COMMAND > FILE");
          }
          health.refresh();
        }
      }
    } catch (CommandFailure failed) {
      FailureReport.print(failed.failure(), OutputFormat.TABLE, style, host.out(), host.err());
    }
    return true;
  }

  private String prompt() {
    ServerHealth.State state = health.state();
    String sign =
        switch (state) {
          case HEALTHY -> style.green(state.sign());
          case NOT_HEALTHY, NOT_ALLOWED -> style.yellow(state.sign());
          case GONE -> style.red(state.sign());
          case UNKNOWN -> style.dim(state.sign());
        };
    return connection.target() + " " + sign + "> ";
  }

  /// Called by the health probe, while a line may be edited.
  private void showHealth() {
    if (reader.isReading()) {
      reader.setPrompt(prompt());
      try {
        reader.callWidget(LineReader.REDISPLAY);
      } catch (IllegalStateException expected) {
        // the line was finished in between
      }
    }
  }

  private static int width(Terminal terminal) {
    int columns = terminal.getSize().getColumns();
    return columns > 0 ? columns : USUAL_WIDTH;
  }

  private static String ask(Terminal terminal, String question) {
    try {
      return LineReaderBuilder.builder().terminal(terminal).build().readLine(question);
    } catch (UserInterruptException | EndOfFileException expected) {
      return "";
    }
  }
}
