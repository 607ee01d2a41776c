package dev.pipy.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A README whose blocks marked `console` are commands, each after `$ `, and what they print.
public final class Readme {

  /// A command and the output that the README shows for it.
  public record Step(String command, String output) {

    private static final Pattern PIPY = Pattern.compile("bin/pipy tutorial/([^/ ]+)/(\\S+\\.js).*");

    /// Whether the command starts a proxy.
    public boolean startsProxy() {
      return PIPY.matcher(command).matches();
    }

    public String codebase() {
      return group(1);
    }

    public String script() {
      return group(2);
    }

    private String group(int number) {
      Matcher matcher = PIPY.matcher(command);
      if (!matcher.matches()) {
        throw new IllegalStateException("starts no proxy: " + command);
      }
      return matcher.group(number);
    }
  }

  private static final Pattern BLOCK =
      Pattern.compile("^```console\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  private Readme() {}

  public static List<Step> steps(Path readme) {
    try {
      List<Step> steps = new ArrayList<>();
      Matcher blocks = BLOCK.matcher(Files.readString(readme));
      while (blocks.find()) {
        for (String part : blocks.group(1).split("(?m)^\\$ ", -1)) {
          if (!part.isBlank()) {
            String[] lines = part.split("\n", 2);
            steps.add(new Step(lines[0], lines[1]));
          }
        }
      }
      return steps;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
