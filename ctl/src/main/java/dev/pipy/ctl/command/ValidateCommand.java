package dev.pipy.ctl.command;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.OutputFormat.Purpose;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `validate` can be told; [Validation] does it.
@Command(
    name = "validate",
    description = {
      "Say everything that is wrong with a codebase; change nothing.",
      "Ends with 0 if the codebase could run, with 3 if not. Without a server: pipy --verify"
    },
    footer = {
      "  pipyctl validate ./proxy",
      "  pipyctl validate ./proxy --strict -o github",
      "  pipyctl validate . -o sarif > findings.sarif"
    })
final class ValidateCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR",
      description =
          "Folder with main.js, or a single script. Hidden files and those named in"
              + " .pipyignore are left out.")
  Path folder = Path.of("");

  @Option(
      names = {"-c", "--program"},
      paramLabel = "PROGRAM",
      description =
          "Name that it is to run under: its ports count as free. Default: that of the folder.")
  @Nullable String program;

  @Option(
      names = "--main",
      paramLabel = "SCRIPT",
      description = "Script to start with. Default: main.js, or the only .js file on top.")
  String main = "";

  @Option(names = "--strict", description = "Warnings count as errors.")
  boolean strict;

  private final Session session;

  ValidateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (session.format().purpose() == Purpose.FINDINGS
        && session.destination().places().size() > 1) {
      throw CommandFailure.usage("-o " + session.format() + ": of one server only");
    }
    return session.look(each -> new Validation(this, each).run().number());
  }
}
