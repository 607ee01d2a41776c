package dev.pipy.ctl.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.Ctl;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.host.Interrupts;
import dev.pipy.ctl.host.Screen;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Runs the tool in this process, and keeps what it printed.
public final class Tool {

  private final Map<String, String> variables = new HashMap<>();
  private final List<String> questions = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private byte[] input = {};
  private String answer = "";
  private Screen screen = Screen.NONE;
  private Interrupts interrupts = _ -> () -> {};

  /// A tool that keeps its state in a folder of the test, so that it finds no token of the user's.
  public Tool(Path stateFolder) {
    variables.put("PIPY_STATE_DIR", stateFolder.toString());
    variables.put("XDG_STATE_HOME", stateFolder.toString());
    variables.put("XDG_CONFIG_HOME", stateFolder.toString());
    variables.put("PIPY_PAGER", "cat");
  }

  public Tool set(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  public Tool target(FakeServer server) {
    return set("PIPYCTL_TARGET", server.target());
  }

  public Tool input(String text) {
    return input(text.getBytes(UTF_8));
  }

  public Tool input(byte[] bytes) {
    input = bytes.clone();
    return this;
  }

  /// Puts somebody at the terminal who gives this answer to any question.
  public Tool answering(String text) {
    answer = text;
    screen = new Screen(true, false, () -> Screen.Size.ENDLESS);
    return this;
  }

  /// Shows results on a terminal of that width.
  public Tool terminal(int columns) {
    return terminal(columns, 24);
  }

  /// Shows results on a terminal of that size.
  public Tool terminal(int columns, int lines) {
    return terminal(() -> new Screen.Size(columns, lines));
  }

  /// Shows results on a terminal whose size may change.
  public Tool terminal(Supplier<Screen.Size> size) {
    screen = new Screen(false, true, size);
    return this;
  }

  /// Lets the test press Ctrl-C.
  public Tool interrupts(Interrupts of) {
    interrupts = of;
    return this;
  }

  public int run(String... arguments) {
    out.reset();
    err.reset();
    return Ctl.run(host(), arguments);
  }

  public Host host() {
    return new Host(
        variables,
        new ByteArrayInputStream(input),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        screen,
        this::ask,
        interrupts);
  }

  private String ask(String question) {
    questions.add(question);
    return answer;
  }

  public String out() {
    return out.toString(UTF_8);
  }

  public String err() {
    return err.toString(UTF_8);
  }

  public List<String> questions() {
    return questions;
  }
}
