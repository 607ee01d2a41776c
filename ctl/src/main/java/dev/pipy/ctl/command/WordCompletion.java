package dev.pipy.ctl.command;

import dev.pipy.ctl.client.Connection;
import dev.pipy.ctl.completion.Completions;
import dev.pipy.ctl.completion.ServerNames;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
      Session session = CommandTree.sessionOf(host.withVariables(given(before)));
      Destination destination =
          session.destination().only(session.destination().places().getFirst());
      Connection usual = new Session(host, session.options(), destination, null).connection();
      Connection connection =
          new Connection(usual.target(), usual.security(), usual.credentials(), PATIENCE, _ -> {});
      new Completions(
              CommandTree.forProcess(host),
              new ServerNames(connection, PATIENCE),
              () -> List.copyOf(destination.contexts().byName().keySet()))
          .complete(before, current)
          .forEach(
              candidate -> host.out().println(candidate.value() + "\t" + candidate.description()));
    } catch (CommandFailure expected) {
      // a half-written line may be wrong; then there is nothing to offer
    }
    return 0;
  }

  /// What the words say about servers.
  private static Map<String, String> given(List<String> words) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i + 1 < words.size(); i++) {
      String value = words.get(i + 1);
      switch (words.get(i)) {
        case "-t", "--target" -> given.put("PIPYCTL_TARGET", value);
        case "--context" -> given.putAll(Map.of("PIPYCTL_CONTEXT", value, "PIPYCTL_TARGET", ""));
        case "--config" -> given.put("PIPYCTL_CONFIG", value);
        default -> {}
      }
    }
    return given;
  }
}
