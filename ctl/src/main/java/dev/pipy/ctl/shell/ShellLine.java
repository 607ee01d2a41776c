package dev.pipy.ctl.shell;

import dev.pipy.ctl.outcome.CommandFailure;
import java.util.ArrayList;
import java.util.List;

/// A line of the shell or of a script: words, then perhaps `| grep TEXT`, then perhaps `> FILE`.
/// Quotes and backslashes work as in `sh`; `#` before a word starts a comment.
///
/// @param words none for a blank line
/// @param grep only lines of the result with this text are shown; empty: all
/// @param file where the result goes; empty: shown
record ShellLine(List<String> words, String grep, String file) {

  ShellLine {
    words = List.copyOf(words);
  }

  static ShellLine parse(String line) {
    List<Word> all = split(line);
    List<String> words = new ArrayList<>();
    String grep = "";
    String file = "";
    int i = 0;
    while (i < all.size() && !all.get(i).isSign()) {
      words.add(all.get(i++).text());
    }
    if (i < all.size() && all.get(i).text().equals("|")) {
      if (i + 2 >= all.size() || !all.get(i + 1).text().equals("grep") || all.get(i + 2).isSign()) {
        throw CommandFailure.usage("only \"| grep TEXT\" can follow a command");
      }
      grep = all.get(i + 2).text();
      i += 3;
    }
    if (i < all.size() && all.get(i).text().equals(">") && i + 1 < all.size()) {
      file = all.get(i + 1).text();
      i += 2;
    }
    if (i < all.size()) {
      throw CommandFailure.usage("not understood from here: " + all.get(i).text());
    }
    if (!words.isEmpty() && words.getFirst().equals("pipyctl")) {
      words.removeFirst();
    }
    return new ShellLine(words, grep, file);
  }

  /// @param isSign whether it stands for itself, unquoted: `|` or `>`
  private record Word(String text, boolean isSign) {}

  private static List<Word> split(String line) {
    List<Word> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char letter = line.charAt(i);
      if (letter == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        inWord = true;
      } else if (quote != 0) {
        if (letter == quote) {
          quote = 0;
        } else {
          word.append(letter);
        }
      } else if (letter == '"' || letter == '\'') {
        quote = letter;
        inWord = true;
      } else if (letter == '#' && !inWord) {
        break;
      } else if (Character.isWhitespace(letter) || letter == '|' || letter == '>') {
        if (inWord) {
          words.add(new Word(word.toString(), false));
          word.setLength(0);
          inWord = false;
        }
        if (!Character.isWhitespace(letter)) {
          words.add(new Word(String.valueOf(letter), true));
        }
      } else {
        word.append(letter);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw CommandFailure.usage("a quote is not closed: " + quote);
    }
    if (inWord) {
      words.add(new Word(word.toString(), false));
    }
    return words;
  }
}
