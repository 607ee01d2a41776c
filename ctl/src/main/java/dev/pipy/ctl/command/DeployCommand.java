package dev.pipy.ctl.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `deploy` can be told; [Deployment] does it.
@Command(
    name = "deploy",
    description = "Upload a codebase, check it, and swap it in.",
    footer = {
      "  pipyctl deploy ./proxy -m \"raise the timeout\"",
      "  pipyctl deploy ./proxy --dry-run",
      "  pipyctl deploy . -c proxy --expect r42 -o json",
      "  pipyctl deploy proxy.tgz --label ticket=OPS-12"
    })
final class DeployCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR",
      description =
          "Folder with main.js, a single script, an archive (.tar, .tar.gz, .tgz), or - for an"
              + " archive on standard input. Hidden files and those named in .pipyignore stay"
              + " behind.")
  Path folder = Path.of("");

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
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      description = "Why.")
  String message = "";

  @Option(
      names = "--expect",
      paramLabel = "REV",
      description = "Deploy only if this revision is active; \"none\": only if there is none.")
  @Nullable String expect;

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "Kept with the revision; up to 32.")
  Map<String, String> labels = new LinkedHashMap<>();

  @Option(names = "--dry-run", description = "Check and plan; change nothing.")
  boolean dryRun;

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      description = "How long connections may stay on the replaced revision.")
  @Nullable Duration drainTimeout;

  @Option(
      names = "--request-id",
      paramLabel = "UUID",
      description = "Repeats a deploy whose outcome is unknown, without deploying twice.")
  @Nullable String requestId;

  private final Session session;

  DeployCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (dryRun) {
      return session.look(each -> new Deployment(this, each).run().number());
    }
    return session.change("deploy " + folder, each -> new Deployment(this, each).run().number());
  }
}
