package dev.pipy.ctl.command;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Pager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Manual pages, written from the model of the commands: as `man` shows them to somebody at a
/// terminal, else in roff.
@Command(
    name = "man",
    description = "Print a manual page, or write all of them.",
    footer = {
      "  pipyctl man deploy",
      "  pipyctl man config set-context",
      "  pipyctl man --dir /usr/local/share/man/man1"
    })
final class ManCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..2",
      description = "The page of this one. Default: that of pipyctl")
  String @Nullable [] words;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Write the pages of all commands into this folder, one file each.")
  @Nullable Path folder;

  private final Session session;
  private final CommandLine tree;

  ManCommand(Session session, CommandLine tree) {
    this.session = session;
    this.tree = tree;
  }

  @Override
  public Integer call() {
    if (folder == null) {
      List<String> names = words == null ? List.of() : List.of(words);
      String page = new ManPage(HelpCommand.find(tree, names)).roff();
      return session.paged(
          Pager.ofManual(session.host()),
          pages -> {
            pages.host().out().print(page);
            return 0;
          });
    }
    try {
      Files.createDirectories(folder);
      int pages = write(tree, folder);
      session.output().note("Wrote " + pages + " pages to " + folder);
      return 0;
    } catch (IOException e) {
      throw CommandFailure.usage(folder + ": cannot be written: " + e.getMessage());
    }
  }

  private static int write(CommandLine command, Path folder) throws IOException {
    ManPage page = new ManPage(command);
    Files.writeString(folder.resolve(page.name() + ".1"), page.roff());
    int pages = 1;
    for (CommandLine inner : List.copyOf(command.getSubcommands().values())) {
      pages += write(inner, folder);
    }
    return pages;
  }
}
