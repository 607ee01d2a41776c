package dev.pipy.ctl.command;

import dev.pipy.ctl.outcome.CommandFailure;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Works on a codebase: every save is deployed; [DevLoop] does it.
@Command(
    name = "dev",
    description = {
      "Watch a folder, and deploy it on every save. What does not load is told, and the version",
      "before keeps serving. Without a server, one is started for the time being."
    },
    footer = {
      "  pipyctl dev ./proxy",
      "  pipyctl dev ./proxy --probe http://localhost:8000/hi --open-logs"
    })
final class DevCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Folder with main.js, or a single script. Default: the current folder.")
  Path folder = Path.of(".");

  @Option(
      names = {"-c", "--program"},
      paramLabel = "PROGRAM",
      description = "Name of the program. Default: that of the folder.")
  @Nullable String program;

  @Option(
      names = "--main",
      paramLabel = "SCRIPT",
      description = "Script to start with. Default: main.js, or the only .js file on top.")
  String main = "";

  @Option(
      names = "--probe",
      paramLabel = "URL",
      description = "Request this after every save, and show the answer.")
  @Nullable String probe;

  @Option(names = "--open-logs", description = "Show what the program logs, from the start.")
  boolean openLogs;

  private final Session session;

  DevCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String context = session.destination().protection();
    if (!context.isEmpty() && !session.options().yes) {
      throw CommandFailure.usage(
          "the context " + context + " is protected, and dev deploys on every save",
          "If that is what you want: --yes");
    }
    return DevServer.with(session, (inner, isPrivate) -> new DevLoop(this, inner, isPrivate).run());
  }
}
