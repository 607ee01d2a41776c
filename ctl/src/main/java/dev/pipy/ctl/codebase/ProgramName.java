package dev.pipy.ctl.codebase;

import dev.pipy.ctl.outcome.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/// Names of programs: `[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?`.
public final class ProgramName {

  private static final int LONGEST = 63;
  private static final Pattern VALID = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private ProgramName() {}

  /// Returns a name that was given, if it is one.
  public static String checked(String name) {
    if (!VALID.matcher(name).matches()) {
      throw CommandFailure.usage(
          "program: " + name + " (expected: 1 to 63 of a-z, 0-9 and -, with no - at either end)");
    }
    return name;
  }

  /// Makes a name from that of a folder or script: lower case, `-` for what is not allowed.
  public static String of(Path place) {
    Path whole = place.toAbsolutePath().normalize();
    String name = last(whole);
    if (Files.isRegularFile(whole)) {
      name = name.replaceFirst("\\.[^.]*$", "");
      Path folder = whole.getParent();
      if (name.equals("main") && folder != null) {
        name = last(folder);
      }
    }
    String valid = trimmed(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-"));
    if (valid.isEmpty()) {
      throw CommandFailure.usage("no name for the program in " + whole, "Give one: --program NAME");
    }
    return valid;
  }

  private static String trimmed(String name) {
    String start = name.replaceFirst("^-+", "");
    String cut = start.length() > LONGEST ? start.substring(0, LONGEST) : start;
    return cut.replaceFirst("-+$", "");
  }

  private static String last(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
