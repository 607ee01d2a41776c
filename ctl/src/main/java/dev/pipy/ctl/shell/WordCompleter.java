package dev.pipy.ctl.shell;

import dev.pipy.ctl.completion.Completions;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/// Completion in the form JLine wants.
record WordCompleter(Completions completions) implements Completer {

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    String current = line.word().substring(0, line.wordCursor());
    // the order is the server's: the newest revision comes first
    int order = 0;
    for (var candidate : completions.complete(before, current)) {
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
    if (before.isEmpty()) {
      WordHighlighter.SHELL_WORDS.stream()
          .filter(word -> word.startsWith(current))
          .forEach(word -> candidates.add(new Candidate(word)));
    }
  }
}
