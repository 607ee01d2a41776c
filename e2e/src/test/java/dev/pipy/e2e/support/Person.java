package dev.pipy.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Somebody who types at the prompt of an ordinary shell.
public final class Person implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PROMPT = "$";

  private final Terminal terminal;

  /// Prompts that are on the screen.
  private long seen;

  private Person(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Sits down at a terminal of so many columns, where `pipyctl` is on the path.
  public static Person at(Path folder, Map<String, String> environment, int columns) {
    Map<String, String> all = new HashMap<>(environment);
    // tmux has a path of its own, and a shell of root its own prompt
    String setting =
        "PS1='%s ' PATH='%s':$PATH\n".formatted(PROMPT, Launchers.pipyctl().getParent());
    try {
      Path start = Files.writeString(folder.resolve("start.sh"), setting);
      all.put("ENV", start.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Person person =
        new Person(Terminal.run(folder, all, "cd '" + folder + "' && exec sh", columns));
    person.awaitPrompt();
    return person;
  }

  public Terminal terminal() {
    return terminal;
  }

  /// Types a command, and waits for its end.
  public void run(String command) {
    begin(command);
    awaitPrompt();
  }

  /// Types a command that goes on.
  public void begin(String command) {
    terminal.type(command);
    terminal.press("Enter");
  }

  /// Waits for a text, wherever the window had to break it.
  public void awaitText(String text) {
    Await.until("the screen shows " + text, LIMIT, terminal::text, screen -> screen.contains(text));
  }

  /// Waits until the shell asks for the next command.
  public void awaitPrompt() {
    String text =
        Await.until(
            "the shell's prompt",
            LIMIT,
            terminal::text,
            screen -> asks(screen) && prompts(screen) > seen);
    seen = prompts(text);
  }

  private static boolean asks(String screen) {
    return ("\n" + screen.stripTrailing()).endsWith("\n" + PROMPT);
  }

  private static long prompts(String screen) {
    return screen.lines().filter(line -> line.startsWith(PROMPT)).count();
  }

  @Override
  public void close() {
    terminal.close();
  }
}
