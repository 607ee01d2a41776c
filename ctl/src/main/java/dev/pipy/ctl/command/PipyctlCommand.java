package dev.pipy.ctl.command;

import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The root of the tree: global options, and what happens without a command.
@Command(
    name = "pipyctl",
    description = "Deploys programs to pipy, and shows what runs.",
    synopsisHeading = "Usage: ",
    customSynopsis = {
      "pipyctl [OPTIONS] COMMAND",
      "       pipyctl                     (a shell)%n"
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nGlobal options, before or after the command:%n",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pipyctl init proxy && pipyctl dev proxy",
      "  pipyctl deploy ./proxy -m \"raise the timeout\"",
      "  pipyctl status",
      "  pipyctl rollback proxy",
      "  pipyctl logs -f -c proxy",
      "  pipyctl -t unix:/run/pipy/control.sock status",
      "",
      "Every global option can be set by a variable: PIPYCTL_TARGET, and so on.",
      "",
      "Exit codes:",
      "  0 done        1 refused, failed, not healthy    2 usage    3 invalid codebase",
      "  4 different (diff --exit-code)",
      "  5 not found   6 conflict   7 not allowed   8 unreachable   9 partly done",
      "  10 time ran out   11 limit   130 Ctrl-C"
    })
final class PipyctlCommand implements Callable<Integer> {

  @Mixin final GlobalOptions options;

  @Option(
      names = {"-V", "--version"},
      description = "Show the version of pipyctl; the server's too: pipyctl version.")
  boolean version;

  private final Session session;
  private final IntSupplier withoutCommand;

  PipyctlCommand(Session session, GlobalOptions options, IntSupplier withoutCommand) {
    this.session = session;
    this.options = options;
    this.withoutCommand = withoutCommand;
  }

  @Override
  public Integer call() {
    return version ? VersionCommand.ofClient(session).call() : withoutCommand.getAsInt();
  }
}
