package dev.pipy.ctl.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReader.SuggestionType;
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

  private final Terminal terminal;
  private final Host host;
  private final Style style;
  private final Places places;
  private final Function<Host, CommandLine> commands;
  private final ShellState state = new ShellState();
  private final ShellInterrupts interrupts = new ShellInterrupts();
  private final LineReaderImpl reader;
  private final ServerHealth health;
  private final JobControl jobs;
  private final Lines lines;
  private Place place;
  private Completions completions;

  /// @param outside the surroundings of the shell, whose streams and questions it replaces
  public Shell(
      Terminal terminal,
      Host outside,
      Places places,
      Style style,
      Function<Host, CommandLine> commands) {
    this.terminal = terminal;
    this.style = style;
    this.places = places;
    this.commands = commands;
    PrintStream out = new PrintStream(terminal.output(), true, UTF_8);
    this.host =
        new Host(
            outside.variables(),
            outside.in(),
            out,
            out,
            new Screen(true, true, () -> size(terminal)),
            question -> ask(terminal, question),
            interrupts);
    this.place = places.of(host);
    this.completions = completions();
    this.reader = reader();
    this.health = new ServerHealth(place, this::showHealth);
    this.jobs = new JobControl(host, interrupts, reader::printAbove, this::clear);
    this.lines = new Lines(state, places, commands, jobs);
  }

  private Completions completions() {
    return new Completions(
        commands.apply(host),
        new ServerNames(place.connections().getFirst(), COMPLETION_PATIENCE),
        () -> places.names(state.in(host)));
  }

  private LineReaderImpl reader() {
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("pipyctl")
            .completer(new WordCompleter(() -> completions, () -> places.names(state.in(host))))
            .highlighter(new WordHighlighter(commands.apply(host)))
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .option(Option.HISTORY_IGNORE_SPACE, true)
            .variable(LineReader.HISTORY_IGNORE, "*token*:*TOKEN*:*Token*");
    HistoryFile.of(host).ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    LineReaderImpl built = (LineReaderImpl) builder.build();
    built.setAutosuggestion(SuggestionType.TAIL_TIP);
    return built;
  }

  /// Runs until the user leaves.
  public int run() {
    terminal.handle(Signal.INT, _ -> interrupts.interrupted());
    host.out().println("help · Tab · Ctrl-R searches · exit leaves");
    try (health;
        jobs) {
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
      int code = lines.run(host, text);
      if (code == Lines.LEAVE) {
        return false;
      }
      if (code == ExitCode.INTERRUPTED.number()) {
        host.out().println();
      }
      if (text.strip().equals("help")) {
        explainWords();
      }
      moved();
    } catch (CommandFailure failed) {
      FailureReport.print(failed.failure(), OutputFormat.TABLE, style, host.out(), host.err());
      state.ended(failed.failure().exit().number());
    }
    health.refresh();
    return true;
  }

  private void explainWords() {
    host.out().println("\nHere also:");
    ShellWords.ALL.forEach((word, does) -> host.out().printf("  %-8s  %s%n", word, does));
    host.out()
        .println("  COMMAND | grep [-i] [-v] TEXT   COMMAND > FILE   COMMAND >> FILE   COMMAND &");
  }

  /// The line may have said where commands go.
  private void moved() {
    Place now = places.of(state.in(host));
    if (!now.equals(place)) {
      place = now;
      completions = completions();
      health.watch(now);
    }
  }

  private void clear() {
    terminal.puts(Capability.clear_screen);
    terminal.flush();
  }

  /// `edge1:proxy r43 ✓> `, in red where changes are asked about.
  private String prompt() {
    ServerHealth.Known known = health.known();
    ServerHealth.State now = known.state();
    String sign =
        switch (now) {
          case HEALTHY -> style.green(now.sign());
          case NOT_HEALTHY, NOT_ALLOWED -> style.yellow(now.sign());
          case GONE -> style.red(now.sign());
          case UNKNOWN -> style.dim(now.sign());
        };
    Place where = known.place();
    String program = where.program().isEmpty() ? "" : ":" + where.program();
    String name = where.name() + program;
    String revision = known.revision() == 0 ? "" : " r" + known.revision();
    return (where.isProtected() ? style.red(name) : name) + revision + " " + sign + "> ";
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

  private static Screen.Size size(Terminal terminal) {
    return Screen.Size.of(terminal.getSize().getColumns(), terminal.getSize().getRows());
  }

  private static String ask(Terminal terminal, String question) {
    try {
      return LineReaderBuilder.builder().terminal(terminal).build().readLine(question);
    } catch (UserInterruptException | EndOfFileException expected) {
      return "";
    }
  }
}
