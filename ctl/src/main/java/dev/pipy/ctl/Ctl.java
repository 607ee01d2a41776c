package dev.pipy.ctl;

import dev.pipy.ctl.command.CommandTree;
import dev.pipy.ctl.command.WordCompletion;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.host.ProcessHost;
import java.util.Arrays;
import java.util.List;

/// `pipyctl`.
public final class Ctl {

  private Ctl() {}

  public static void main(String[] arguments) {
    Host host = ProcessHost.create();
    int code = run(host, arguments);
    host.out().flush();
    host.err().flush();
    System.exit(code);
  }

  /// Runs the tool in the given surroundings and returns its exit code.
  public static int run(Host host, String... arguments) {
    List<String> words = Arrays.asList(arguments);
    if (!words.isEmpty() && words.getFirst().equals(WordCompletion.WORD)) {
      return WordCompletion.run(host, words.subList(1, words.size()));
    }
    return CommandTree.forLine(host, words).execute(arguments);
  }
}
