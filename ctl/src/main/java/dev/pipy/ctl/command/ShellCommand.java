package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.shell.Script;
import dev.pipy.ctl.shell.Shell;
import dev.pipy.ctl.shell.SystemTerminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Opens the shell, or runs a script of its commands.
@Command(
    name = "shell",
    description = {
      "Open a shell with completion, or run a script of commands.",
      "Lines may have ${NAME}, $?, | grep TEXT, > FILE, and the shell's own words: use, cd, set,",
      "alias, source, watch, jobs."
    },
    footer = {
      "  pipyctl shell",
      "  pipyctl shell deploy.pipy",
      "  echo 'deploy ./proxy' | pipyctl shell"
    })
final class ShellCommand implements Callable<Integer> {

  /// Set to something within a shell, which keeps the keyboard to itself.
  static final String INSIDE = "PIPYCTL_INSIDE_SHELL";

  @Parameters(
      paramLabel = "SCRIPT",
      arity = "0..1",
      description = "File with a command per line; # starts a comment. Stops at the first failure.")
  @Nullable Path script;

  @Option(names = "--keep-going", description = "Run the lines after one that failed, too.")
  boolean keepGoing;

  @Option(names = "--echo", description = "Show each line of a script before it is run.")
  boolean echo;

  private final Session session;

  ShellCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return script == null ? startWithoutScript() : runFile(script);
  }

  /// A shell where there is a terminal; elsewhere standard input is the script.
  int startWithoutScript() {
    boolean terminal = session.canAsk() && session.host().screen().terminal();
    return terminal ? Interactive.run(session) : runInput();
  }

  private int runInput() {
    var reader = new BufferedReader(new InputStreamReader(session.host().in(), UTF_8));
    return run("stdin", reader.lines());
  }

  private int runFile(Path file) {
    try (Stream<String> lines = Files.lines(file, UTF_8)) {
      return run(file.toString(), lines);
    } catch (IOException | UncheckedIOException e) {
      throw CommandFailure.usage(file + ": cannot be read");
    }
  }

  private int run(String name, Stream<String> lines) {
    return new Script(
            inner(session), name, keepGoing, echo, new ShellPlaces(), CommandTree::forShell)
        .run(lines);
  }

  /// The surroundings of commands that go by the options of this one.
  static Host inner(Session session) {
    Map<String, String> variables = session.options().asVariables();
    variables.put("PIPYCTL_TARGET", String.join(",", session.destination().givenTargets()));
    return session.host().withVariables(variables);
  }

  /// Kept apart, so that a script does not load the terminal.
  private static final class Interactive {

    static int run(Session session) {
      return SystemTerminal.use(terminal ->
          new Shell(
                  terminal,
                  inner(session).withVariables(Map.of(INSIDE, "yes")),
                  new ShellPlaces(),
                  session.options().style(session.host()),
                  CommandTree::forShell)
              .run());
    }
  }
}
