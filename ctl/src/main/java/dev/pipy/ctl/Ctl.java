package dev.pipy.ctl;

import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.command.CommandTree;
import dev.pipy.ctl.command.WordCompletion;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.host.ProcessHost;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// `pipyctl`.
public final class Ctl {

  /// Commands of which every use calls a server, and soon after the start.
  private static final Set<String> CALLING =
      Set.of(
          "connections",
          "diff",
          "drain",
          "events",
          "files",
          "filters",
          "generations",
          "graph",
          "history",
          "listeners",
          "logs",
          "metrics",
          "programs",
          "revisions",
          "rollback",
          "stats",
          "status",
          "tap",
          "top",
          "upstreams",
          "wait",
          WordCompletion.WORD);

  private Ctl() {}

  public static void main(String[] arguments) {
    if (callsServer(List.of(arguments))) {
      ControlClient.prepare(); // on a second core, while this thread reads the command line
    }
    Host host = ProcessHost.create();
    int code = run(host, arguments);
    host.out().flush();
    host.err().flush();
    System.exit(code);
  }

  private static boolean callsServer(List<String> words) {
    return !Collections.disjoint(words, CALLING)
        && !words.contains("--help")
        && !words.contains("-h")
        && !words.contains("help");
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
