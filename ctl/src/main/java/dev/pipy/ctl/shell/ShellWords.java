package dev.pipy.ctl.shell;

import java.util.Map;
import java.util.TreeMap;

/// The words that are no commands of the tool, and only mean something in a shell.
final class ShellWords {

  /// What each does.
  static final Map<String, String> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("use", "use CONTEXT|TARGET: send commands there from now on"),
              Map.entry("cd", "cd PROGRAM: let commands be about it that name none"),
              Map.entry("watch", "watch 2s COMMAND: run it again and again until Ctrl-C"),
              Map.entry("jobs", "list what runs in the background: COMMAND &"),
              Map.entry("fg", "fg [N]: wait for a job; Ctrl-C ends it"),
              Map.entry("kill", "kill [N]: end a job"),
              Map.entry("alias", "alias NAME='COMMAND ...': a short name; alias lists them"),
              Map.entry("unalias", "unalias NAME: forget one"),
              Map.entry("set", "set NAME=VALUE: a variable for ${NAME}; set lists them"),
              Map.entry("source", "source FILE: run the lines of a file here"),
              Map.entry("clear", "clear the screen"),
              Map.entry("exit", "leave; so do quit and Ctrl-D"),
              Map.entry("quit", "leave")));

  private ShellWords() {}
}
