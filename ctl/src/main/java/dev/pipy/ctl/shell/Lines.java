package dev.pipy.ctl.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/// Runs lines, of a person or of a script: the words of the shell itself, and commands. What a line
/// leaves for the next is in the [ShellState].
final class Lines {

  /// A line that asked to leave.
  static final int LEAVE = -1;

  private static final int DEEPEST_SOURCE = 10;

  /// What only a person can use.
  interface Terminal {

    /// Clears the screen.
    void clear();

    /// Runs a line in the background, or a word about such lines.
    int jobs(ShellLine line, String text, LineRunner runner, Host host);
  }

  private final ShellState state;
  private final Places places;
  private final LineRunner runner;
  private final Terminal terminal;
  private int depth;

  Lines(ShellState state, Places places, Function<Host, CommandLine> commands, Terminal terminal) {
    this.state = state;
    this.places = places;
    this.runner = new LineRunner(commands);
    this.terminal = terminal;
  }

  /// Runs a line. Returns its exit code, or [#LEAVE].
  int run(Host outside, String text) {
    Host host = state.in(outside);
    ShellLine line = ShellLine.parse(state.expanded(text), name -> state.value(name, host));
    if (line.words().isEmpty()) {
      return state.lastCode();
    }
    int code =
        line.isBackground()
            ? terminal.jobs(line, text, runner, host)
            : run(host, outside, line, text);
    if (code != LEAVE) {
      state.ended(code);
    }
    return code;
  }

  private int run(Host host, Host outside, ShellLine line, String text) {
    List<String> rest = line.words().subList(1, line.words().size());
    return switch (line.first()) {
      case "exit", "quit" -> LEAVE;
      case "clear" -> {
        terminal.clear();
        yield 0;
      }
      case "use" -> {
        String word = only(rest, "use CONTEXT or use HOST:PORT");
        state.go(places.leadingTo(word, host));
        Place place = places.of(state.in(outside));
        host.err().println("Commands go to " + place.name() + " now.");
        yield 0;
      }
      case "cd" -> {
        state.go(Map.of("PIPYCTL_PROGRAM", rest.isEmpty() ? "" : only(rest, "cd PROGRAM")));
        yield 0;
      }
      case "set" -> assign(host, rest, state.variables(), state::set);
      case "alias" -> assign(host, rest, state.aliases(), state::alias);
      case "unalias" -> {
        String name = only(rest, "unalias NAME");
        if (state.aliases().remove(name) == null) {
          throw CommandFailure.usage("no alias " + name, "See: alias");
        }
        yield 0;
      }
      case "source" -> source(outside, Path.of(only(rest, "source FILE")));
      case "watch" -> new Watch(line, runner, terminal).run(host);
      case "jobs", "fg", "kill" -> terminal.jobs(line, text, runner, host);
      default -> runner.run(host, line);
    };
  }

  private static String only(List<String> words, String usage) {
    if (words.size() != 1) {
      throw CommandFailure.usage("expected: " + usage);
    }
    return words.getFirst();
  }

  private interface Assignment {
    void set(String name, String value);
  }

  private static int assign(
      Host host, List<String> words, Map<String, String> all, Assignment assignment) {
    if (words.isEmpty()) {
      all.forEach((name, value) -> host.out().println(name + "=" + value));
      return 0;
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals <= 0) {
        throw CommandFailure.usage(word + ": expected NAME=VALUE");
      }
      assignment.set(word.substring(0, equals), word.substring(equals + 1));
    }
    return 0;
  }

  /// Stops at the first line that fails, and has its exit code.
  private int source(Host outside, Path file) {
    if (depth >= DEEPEST_SOURCE) {
      throw CommandFailure.usage(file + ": files that run each other, " + depth + " deep");
    }
    depth++;
    try {
      int code = 0;
      for (String line : Files.readAllLines(file, UTF_8)) {
        code = line.isBlank() ? code : run(outside, line);
        if (code != 0) {
          return code;
        }
      }
      return code;
    } catch (IOException e) {
      throw CommandFailure.usage(file + ": cannot be read");
    } finally {
      depth--;
    }
  }
}
