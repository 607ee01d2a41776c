package dev.pipy.filter.spec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The words of a command, split as a shell does it: at blanks that are neither quoted nor escaped.
/// Nothing is expanded.
public final class CommandLine {

  private CommandLine() {}

  /// The words of a string, or of an array of strings; null if there is no word, or a quote is not
  /// closed.
  public static @Nullable List<String> words(@Nullable Object command) {
    var words =
        switch (command) {
          case String text -> split(text);
          case List<?> list when list.stream().allMatch(String.class::isInstance) ->
              list.stream().map(String.class::cast).toList();
          case null, default -> null;
        };
    return words == null
            || words.isEmpty()
            || words.getFirst().isEmpty()
            || words.stream().anyMatch(word -> word.indexOf('\0') >= 0)
        ? null
        : words;
  }

  private static @Nullable List<String> split(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean isWord = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      boolean isEscape = next == '\\' && quote != '\'' && i + 1 < text.length();
      if (isEscape) {
        i++;
        word.append(text.charAt(i));
        isWord = true;
      } else if (quote != 0) {
        if (next == quote) {
          quote = 0;
        } else {
          word.append(next);
        }
      } else if (next == '\'' || next == '"') {
        quote = next;
        isWord = true;
      } else if (Character.isWhitespace(next)) {
        if (isWord) {
          words.add(word.toString());
          word.setLength(0);
          isWord = false;
        }
      } else {
        word.append(next);
        isWord = true;
      }
    }
    if (isWord) {
      words.add(word.toString());
    }
    return quote == 0 ? words : null;
  }
}
