package dev.pipy.ctl.command;

import dev.pipy.ctl.client.Connection;
import dev.pipy.ctl.client.Credentials;
import dev.pipy.ctl.client.Target;
import dev.pipy.ctl.completion.Completions;
import dev.pipy.ctl.completion.ServerNames;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import java.time.Duration;
import java.util.List;

/// Answers the completion scripts of other shells: `pipyctl __complete WORDS...`, of which the last
/// one is to be completed. It has to accept any words, so it is no command of the tree.
public final class WordCompletion {

  public static final String WORD = "__complete";

  /// A fresh process needs longer than a running shell.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private WordCompletion() {}

  /// Prints a candidate per line: word, tab, description. Never fails.
  public static int run(Host host, List<String> words) {
    List<String> before = words.isEmpty() ? words : words.subList(0, words.size() - 1);
    String current = words.isEmpty() ? "" : words.getLast();
    try {
      Target target = Target.parse(target(host, before));
      Connection connection =
          new Connection(target, Credentials.find(host, target, null), PATIENCE, _ -> {});
      new Completions(CommandTree.forProcess(host), new ServerNames(connection, PATIENCE))
          .complete(before, current)
          .forEach(
              candidate -> host.out().println(candidate.value() + "\t" + candidate.description()));
    } catch (CommandFailure expected) {
      // a half-written line may be wrong; then there is nothing to offer
    }
    return 0;
  }

  private static String target(Host host, List<String> words) {
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).equals("-t") || words.get(i).equals("--target")) {
        return words.get(i + 1);
      }
    }
    String variable = host.variable("PIPYCTL_TARGET");
    return variable.isEmpty() ? new GlobalOptions().target : variable;
  }
}
