package dev.pipy.control.store;

import java.util.Locale;
import java.util.regex.Pattern;

/// Names of programs: short, and safe as names of folders.
public final class ProgramName {

  /// What a name must look like, for messages.
  public static final String EXPECTATION = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

  private static final Pattern VALID = Pattern.compile(EXPECTATION);
  private static final int LONGEST = 63;

  private ProgramName() {}

  /// Whether a program may have this name.
  public static boolean isValid(String name) {
    return VALID.matcher(name).matches();
  }

  /// A valid name that resembles a text such as a file's name.
  public static String like(String text) {
    var name = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    if (name.length() > LONGEST) {
      name = name.substring(0, LONGEST);
    }
    name = name.replaceAll("^-+|-+$", "");
    return name.isEmpty() ? "main" : name;
  }
}
