package dev.pipy.ctl.command;

import dev.pipy.ctl.codebase.CodebaseArchive;
import dev.pipy.ctl.codebase.CodebaseFolder;
import dev.pipy.ctl.codebase.ProgramName;
import dev.pipy.ctl.codebase.Provenance;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a command line says that a codebase is: a folder, a script, an archive, or `-` for an
/// archive on standard input.
final class CodebasePlace {

  private static final String INPUT = "-";

  private CodebasePlace() {}

  static CodebaseFolder read(Path place, Host host) {
    if (isInput(place)) {
      return CodebaseArchive.read(host.in(), "standard input");
    }
    return isArchive(place) ? CodebaseArchive.read(place) : CodebaseFolder.scan(place);
  }

  static String programName(Path place) {
    if (isInput(place)) {
      throw CommandFailure.usage(
          "no name for the program on standard input", "Give one: --program NAME");
    }
    return ProgramName.of(isArchive(place) ? CodebaseArchive.withoutSuffix(place) : place);
  }

  static Provenance provenance(Path place, Host host) {
    return isInput(place) || isArchive(place)
        ? Provenance.ofArchive(host)
        : Provenance.of(place, host);
  }

  private static boolean isInput(Path place) {
    return place.toString().equals(INPUT);
  }

  private static boolean isArchive(Path place) {
    return !Files.isDirectory(place) && CodebaseArchive.isArchive(place);
  }
}
