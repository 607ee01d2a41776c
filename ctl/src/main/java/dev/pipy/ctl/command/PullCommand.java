package dev.pipy.ctl.command;

import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.codebase.TargetFolder;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes the files of a revision into a folder.
@Command(
    name = "pull",
    description = "Write the files of a revision into a folder, and nowhere else.",
    footer = {"  pipyctl pull proxy ./proxy", "  pipyctl pull proxy@r42 /tmp/before --force"})
final class PullCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "PROGRAM[@REV]",
      description = "Name of the program, and revision. Default: the active one.")
  String name = "";

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      description = "Folder to write into; made if it is not there.")
  Path folder = Path.of("");

  @Option(names = "--force", description = "Replace files that are there; others stay.")
  boolean force;

  private final Session session;

  PullCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Pull.run(session, RevisionName.parse(name), folder, force);
    return 0;
  }

  /// Fetches all files, then writes them.
  private static final class Pull {

    static void run(Session session, RevisionName name, Path folder, boolean force) {
      Output output = session.output();
      try (ControlClient client = session.connect()) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        new Download(client)
            .files(name, List.of())
            .forEach(file -> files.put(file.path(), file.content()));
        new TargetFolder(folder).write(files, force);
        long bytes = files.values().stream().mapToLong(content -> content.length).sum();
        output.line(
            output.style().green("✓ ")
                + Quantities.count(files.size(), "file")
                + ", "
                + Quantities.bytes(bytes)
                + " of "
                + (name.revision() == 0
                    ? "the active revision of " + name.program()
                    : name.program() + " " + Revisions.name(name.revision()))
                + " written to "
                + folder);
        output.note("  Compare: pipyctl diff " + folder + " -c " + name.program());
      }
    }
  }
}
