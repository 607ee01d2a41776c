package dev.pipy.ctl.shell;

import dev.pipy.ctl.outcome.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// A line of the shell or of a script: words, then perhaps `| grep [-i] [-v] TEXT` any number of
/// times, then perhaps `> FILE` or `>> FILE`, then perhaps `&`. Quotes and backslashes work as in
/// `sh`; so do `${NAME}` and `$?`, other than in single quotes; `#` before a word starts a comment.
///
/// @param words none for a blank line
/// @param filters what lines of the result must be like to be shown
/// @param file where the result goes; empty: shown
/// @param appends whether it goes to the end of the file
/// @param isBackground whether nobody waits for it
record ShellLine(
    List<String> words, List<Filter> filters, String file, boolean appends, boolean isBackground) {

  /// Lines that contain a text.
  record Filter(String text, boolean ignoresCase, boolean inverts) {

    boolean passes(String line) {
      boolean contains =
          ignoresCase
              ? line.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT))
              : line.contains(text);
      return contains != inverts;
    }
  }

  ShellLine {
    words = List.copyOf(words);
    filters = List.copyOf(filters);
  }

  /// The command alone, with the words after `count` of them.
  ShellLine withoutFirst(int count) {
    return new ShellLine(words.subList(count, words.size()), filters, file, appends, false);
  }

  String first() {
    return words.isEmpty() ? "" : words.getFirst();
  }

  /// @param variables gives the value of a variable
  static ShellLine parse(String line, UnaryOperator<String> variables) {
    return new Parts(split(line, variables)).line();
  }

  /// The words of a line, taken one by one.
  private static final class Parts {

    private final List<Word> all;
    private int next;

    Parts(List<Word> all) {
      this.all = all;
    }

    ShellLine line() {
      List<String> words = new ArrayList<>();
      while (next < all.size() && !all.get(next).isSign()) {
        words.add(word());
      }
      List<Filter> filters = new ArrayList<>();
      while (takes("|")) {
        filters.add(filter());
      }
      boolean appends = takes(">>");
      String file = "";
      if (appends || takes(">")) {
        file = file();
      }
      boolean isBackground = takes("&");
      if (next < all.size()) {
        throw CommandFailure.usage("not understood from here: " + all.get(next).text());
      }
      if (!words.isEmpty() && words.getFirst().equals("pipyctl")) {
        words.removeFirst();
      }
      return new ShellLine(words, filters, file, appends, isBackground);
    }

    private boolean takes(String sign) {
      boolean isNext =
          next < all.size() && all.get(next).isSign() && all.get(next).text().equals(sign);
      next += isNext ? 1 : 0;
      return isNext;
    }

    private boolean hasWord() {
      return next < all.size() && !all.get(next).isSign();
    }

    private String word() {
      return all.get(next++).text();
    }

    private Filter filter() {
      boolean isGrep = hasWord() && word().equals("grep");
      boolean ignoresCase = false;
      boolean inverts = false;
      while (isGrep && hasWord() && all.get(next).text().matches("-[iv]+")) {
        String flags = word();
        ignoresCase |= flags.contains("i");
        inverts |= flags.contains("v");
      }
      if (!isGrep || !hasWord()) {
        throw CommandFailure.usage("only \"| grep [-i] [-v] TEXT\" can follow a command");
      }
      return new Filter(word(), ignoresCase, inverts);
    }

    private String file() {
      if (!hasWord()) {
        throw CommandFailure.usage("the name of a file is missing after >");
      }
      return word();
    }
  }

  /// @param isSign whether it stands for itself, unquoted: `|`, `>`, `>>` or `&`
  private record Word(String text, boolean isSign) {}

  private static List<Word> split(String line, UnaryOperator<String> variables) {
    List<Word> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char letter = line.charAt(i);
      if (letter == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        inWord = true;
      } else if (letter == '$' && quote != '\'' && line.startsWith("$?", i)) {
        word.append(variables.apply("?"));
        inWord = true;
        i++;
      } else if (letter == '$' && quote != '\'' && line.startsWith("${", i)) {
        int end = line.indexOf('}', i);
        if (end < 0) {
          throw CommandFailure.usage("a } is missing: " + line.substring(i));
        }
        word.append(variables.apply(line.substring(i + 2, end)));
        inWord = true;
        i = end;
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
      } else if (Character.isWhitespace(letter) || isSign(line, i)) {
        if (inWord) {
          words.add(new Word(word.toString(), false));
          word.setLength(0);
          inWord = false;
        }
        if (line.startsWith(">>", i)) {
          words.add(new Word(">>", true));
          i++;
        } else if (!Character.isWhitespace(letter)) {
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

  /// An `&` within a line is part of a word, as in a URL.
  private static boolean isSign(String line, int i) {
    char letter = line.charAt(i);
    if (letter != '&') {
      return letter == '|' || letter == '>';
    }
    boolean isAlone =
        (i == 0 || Character.isWhitespace(line.charAt(i - 1)))
            && i + 1 < line.length()
            && Character.isWhitespace(line.charAt(i + 1));
    return isAlone || line.substring(i + 1).isBlank();
  }
}
