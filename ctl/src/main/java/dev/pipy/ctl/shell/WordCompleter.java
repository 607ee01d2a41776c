package dev.pipy.ctl.shell;

import dev.pipy.ctl.completion.Completions;
import java.util.List;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/// Completion in the form JLine wants.
///
/// @param completions for where commands go now
/// @param places names for `use`
record WordCompleter(Supplier<Completions> completions, Supplier<List<String>> places)
    implements Completer {

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    String current = line.word().substring(0, line.wordCursor());
    String first = before.isEmpty() ? "" : before.getFirst();
    switch (first) {
      case "use" -> plain(places.get(), current, candidates);
      case "cd" -> add(completions.get().complete(List.of("status"), current), candidates);
      case "watch" ->
          add(
              completions
                  .get()
                  .complete(before.subList(Math.min(2, before.size()), before.size()), current),
              candidates);
      default -> add(completions.get().complete(before, current), candidates);
    }
    if (before.isEmpty()) {
      ShellWords.ALL.forEach((word, does) -> {
        if (word.startsWith(current)) {
          candidates.add(new Candidate(word, word, null, does, null, null, true));
        }
      });
    }
  }

  private static void plain(List<String> names, String current, List<Candidate> candidates) {
    names.stream()
        .filter(name -> name.startsWith(current))
        .forEach(name -> candidates.add(new Candidate(name)));
  }

  private static void add(
      List<dev.pipy.ctl.completion.Candidate> found, List<Candidate> candidates) {
    // the order is the server's: the newest revision comes first
    int order = 0;
    for (var candidate : found) {
      candidates.add(
          new Candidate(
              candidate.value(),
              candidate.value(),
              null,
              candidate.description().isEmpty() ? null : candidate.description(),
              null,
              null,
              !candidate.partial(),
              order++));
    }
  }
}
