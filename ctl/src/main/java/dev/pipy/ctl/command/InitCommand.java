package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.launcher.PipyProgram;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Facts;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import dev.pipy.ctl.scaffold.Scaffold;
import dev.pipy.ctl.scaffold.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes a new codebase.
@Command(
    name = "init",
    description = "Make a new codebase from a template.",
    footer = {
      "  pipyctl init proxy",
      "  pipyctl init proxy --template router-balancer",
      "  pipyctl init . --template mock --force"
    })
final class InitCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Folder to make. Default: the current one.")
  Path folder = Path.of(".");

  @Option(
      names = "--template",
      paramLabel = "TEMPLATE",
      description = "What it begins as: ${COMPLETION-CANDIDATES}. Default: hello")
  Template template = Template.HELLO;

  @Option(names = "--force", description = "Replace files that are there.")
  boolean force;

  private final Session session;

  InitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    New.make(session, this);
    return 0;
  }

  /// Writes and tells.
  private static final class New {

    private static final String TYPES = "pipy.d.ts";

    static void make(Session session, InitCommand command) {
      Output output = session.output();
      Scaffold scaffold = new Scaffold(command.folder, command.template);
      scaffold.write(command.force);
      List<String> files = new ArrayList<>(scaffold.files());
      if (declareTypes(session, output, command.folder)) {
        files.add(TYPES);
      }
      Facts facts =
          new Facts()
              .with("folder", command.folder.toString())
              .with("template", command.template.toString())
              .with("files", files);
      output.facts(facts, command.folder.toString(), () -> tell(output, command, files));
    }

    /// A codebase is whole without the declarations, so that failing to get them is no failure.
    private static boolean declareTypes(Session session, Output output, Path folder) {
      Optional<PipyProgram> pipy = PipyProgram.find(session.host());
      String later = "  Later: pipyctl types " + folder + " --file " + folder.resolve(TYPES);
      if (pipy.isEmpty()) {
        output.warn("! no pipy here to write " + TYPES + ", which editors use." + later);
        return false;
      }
      try {
        Files.writeString(folder.resolve(TYPES), pipy.get().types(folder), UTF_8);
        return true;
      } catch (CommandFailure | IOException failed) {
        output.warn("! " + TYPES + " was not written: " + failed.getMessage() + "." + later);
        return false;
      }
    }

    private static void tell(Output output, InitCommand command, List<String> files) {
      output.line(
          output.style().green("✓ ")
              + "Created %s (%s) from the template %s."
                  .formatted(
                      command.folder, Quantities.count(files.size(), "file"), command.template));
      files.forEach(file -> output.line("  " + file));
      output.note("  Next: pipyctl dev " + command.folder);
      if (command.template == Template.JWT) {
        output.note(
            "  A token to try: curl -H \"Authorization: Bearer $(cat "
                + command.folder.resolve("dev-token.txt")
                + ")\" localhost:8000/");
      }
    }
  }
}
