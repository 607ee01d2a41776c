package dev.pipy.e2e.support;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A terminal that a person could sit at: a tmux server of its own with one window.
public final class Terminal implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration TAB_LIMIT = Duration.ofSeconds(4);
  private static final int MOST_TABS = 8;

  private final Path socket;

  private Terminal(Path socket) {
    this.socket = socket;
  }

  /// Runs a command in a window of 120 columns and 40 lines.
  public static Terminal run(Path folder, Map<String, String> environment, String command) {
    return run(folder, environment, command, 120);
  }

  /// Runs a command in a window of so many columns and 40 lines.
  public static Terminal run(
      Path folder, Map<String, String> environment, String command, int columns) {
    Terminal terminal = new Terminal(folder.resolve("tmux"));
    List<String> words =
        new ArrayList<>(List.of("new-session", "-d", "-x", "" + columns, "-y", "40"));
    environment.forEach((name, value) -> words.addAll(List.of("-e", name + "=" + value)));
    words.add(command);
    Command.Result result = terminal.tmux(words);
    if (result.exitCode() != 0) {
      throw new AssertionError("tmux: " + result);
    }
    return terminal;
  }

  private Command.Result tmux(List<String> arguments) {
    List<String> words =
        new ArrayList<>(List.of("tmux", "-S", socket.toString(), "-f", "/dev/null"));
    words.addAll(arguments);
    return Command.of(words).run();
  }

  /// Presses keys, named as tmux names them.
  public void press(String... keys) {
    List<String> words = new ArrayList<>(List.of("send-keys"));
    words.addAll(List.of(keys));
    tmux(words);
  }

  public void type(String text) {
    tmux(List.of("send-keys", "-l", text));
  }

  /// What is on the screen and above it.
  public String screen() {
    return tmux(List.of("capture-pane", "-p", "-S", "-1000")).out();
  }

  /// The same with lines that the window had to break put together again.
  public String text() {
    return tmux(List.of("capture-pane", "-p", "-J", "-S", "-1000")).out();
  }

  /// What the terminal was sent to show it so, colours included.
  public String rawScreen() {
    return tmux(List.of("capture-pane", "-p", "-e", "-S", "-1000")).out();
  }

  public void awaitText(String text) {
    Await.until("the screen shows " + text, LIMIT, this::screen, screen -> screen.contains(text));
  }

  /// Presses Tab until the screen shows the text: a completer that is asked while the machine is
  /// busy may have nothing to say within its time.
  public void complete(String text) {
    for (int attempt = 1; attempt <= MOST_TABS; attempt++) {
      press("Tab");
      try {
        Await.until("Tab shows " + text, TAB_LIMIT, this::screen, screen -> screen.contains(text));
        return;
      } catch (AssertionError late) {
        if (attempt == MOST_TABS) {
          throw late;
        }
      }
    }
  }

  /// Waits until the last line is the shell's prompt. Keys that have a meaning of their own, such
  /// as Ctrl-D, only have it there: before, the terminal itself would take them.
  public void awaitPrompt() {
    Await.until(
        "the shell's prompt", LIMIT, this::screen, screen -> screen.stripTrailing().endsWith(">"));
  }

  /// Waits until the command in the window has ended.
  public void awaitEnd() {
    Await.until(
        "the window is closed",
        LIMIT,
        () -> tmux(List.of("list-sessions")).exitCode() == 0 ? screen() : "",
        String::isEmpty);
  }

  @Override
  public void close() {
    tmux(List.of("kill-server"));
  }
}
