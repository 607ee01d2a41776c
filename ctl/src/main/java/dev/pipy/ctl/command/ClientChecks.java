package dev.pipy.ctl.command;

import dev.pipy.ctl.command.Check.State;
import dev.pipy.ctl.context.ContextFile;
import dev.pipy.ctl.context.Contexts;
import dev.pipy.ctl.launcher.PipyProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What can be wrong on this side.
final class ClientChecks {

  private static final String WHERE = "client";

  private final Session session;
  private final List<Check> checks = new ArrayList<>();

  ClientChecks(Session session) {
    this.session = session;
  }

  List<Check> run() {
    add(
        "PIPY9001",
        State.OK,
        "pipyctl " + VersionCommand.own() + ", Java " + Runtime.version(),
        "");
    configuration();
    Optional<PipyProgram> pipy = PipyProgram.find(session.host());
    if (pipy.isPresent()) {
      add("PIPY9003", State.OK, "pipy is at " + pipy.get().launcher(), "");
    } else {
      add(
          "PIPY9003",
          State.WARNING,
          "no program pipy beside pipyctl or on the PATH: no types, no private server for dev",
          "Install it, or say where it is: PIPY_LAUNCHER=/path/to/bin/pipy");
    }
    return checks;
  }

  private void configuration() {
    ContextFile file = session.destination().file();
    Path path = file.path();
    if (!file.exists()) {
      add("PIPY9002", State.OK, "no configuration at " + path + ", so that defaults hold", "");
      return;
    }
    // one that cannot be believed ends the command, as it would any other
    Contexts contexts = file.read();
    String inUse = contexts.current().isEmpty() ? "none in use" : contexts.current() + " in use";
    add(
        "PIPY9002",
        State.OK,
        "configuration %s: %d contexts, %s".formatted(path, contexts.byName().size(), inUse),
        "");
  }

  private void add(String id, State state, String message, String remedy) {
    checks.add(new Check(WHERE, id, state, message, remedy));
  }
}
