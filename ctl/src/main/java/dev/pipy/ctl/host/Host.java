package dev.pipy.ctl.host;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/// The surroundings of one run: a process, a line of the shell, or a test.
///
/// @param variables environment variables
/// @param out where results go, and nothing else
/// @param err where progress, hints and errors go
public record Host(
    Map<String, String> variables,
    InputStream in,
    PrintStream out,
    PrintStream err,
    Screen screen,
    Questions questions,
    Interrupts interrupts) {

  public Host {
    variables = Map.copyOf(variables);
  }

  /// The value of an environment variable; empty when it is not set.
  public String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  /// Whether results are shown on a terminal that does more than print: colours, and going back.
  public boolean isScreenSmart() {
    return screen.terminal() && !variable("TERM").equals("dumb");
  }

  /// The same surroundings with some variables set.
  public Host withVariables(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(variables);
    all.putAll(more);
    return new Host(all, in, out, err, screen, questions, interrupts);
  }

  /// The same surroundings with results going elsewhere, which is no terminal.
  public Host withOut(PrintStream other) {
    return new Host(variables, in, other, err, screen.withoutTerminal(), questions, interrupts);
  }

  /// The same surroundings with everything printed elsewhere, as wide as here. The screen stays
  /// what it was for questions.
  public Host withStreams(PrintStream otherOut, PrintStream otherErr) {
    return new Host(variables, in, otherOut, otherErr, screen, questions, interrupts);
  }

  /// The same surroundings for a command in the background: nobody is asked, and Ctrl-C is somebody
  /// else's.
  public Host inBackground(Interrupts others) {
    Screen background = new Screen(false, screen.terminal(), screen.size());
    return new Host(
        variables, InputStream.nullInputStream(), out, err, background, questions, others);
  }

  /// The same surroundings with nobody there to answer, and no terminal.
  public Host unattended() {
    return new Host(variables, in, out, err, Screen.NONE, questions, interrupts);
  }
}
