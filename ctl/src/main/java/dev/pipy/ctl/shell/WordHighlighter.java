package dev.pipy.ctl.shell;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Shows commands in bold, and words that no command knows in red, before Enter is pressed.
final class WordHighlighter implements Highlighter {

  static final Set<String> SHELL_WORDS = Set.of("exit", "quit", "clear");

  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final AttributedStyle KNOWN = AttributedStyle.BOLD;
  private static final AttributedStyle UNKNOWN =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);

  private final CommandSpec root;

  WordHighlighter(CommandLine commands) {
    this.root = commands.getCommandSpec();
  }

  @Override
  public AttributedString highlight(LineReader reader, String buffer) {
    AttributedStringBuilder shown = new AttributedStringBuilder();
    @Nullable CommandSpec command = null;
    int shownTo = 0;
    Matcher words = WORD.matcher(buffer);
    while (words.find()) {
      String word = words.group();
      shown.append(buffer.substring(shownTo, words.start()));
      shownTo = words.end();
      if (word.startsWith("#")) {
        shown.styled(AttributedStyle.DEFAULT.faint(), buffer.substring(words.start()));
        return shown.toAttributedString();
      }
      shown.styled(style(command, word), word);
      if (command == null && root.subcommands().containsKey(word)) {
        command = root.subcommands().get(word).getCommandSpec();
      }
    }
    shown.append(buffer.substring(shownTo));
    return shown.toAttributedString();
  }

  private AttributedStyle style(@Nullable CommandSpec command, String word) {
    if (word.startsWith("--") && word.length() > 2) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      OptionSpec option = (command == null ? root : command).findOption(name);
      return option == null ? UNKNOWN : AttributedStyle.DEFAULT;
    }
    if (command != null || word.startsWith("-")) {
      return AttributedStyle.DEFAULT;
    }
    boolean known = root.subcommands().containsKey(word) || SHELL_WORDS.contains(word);
    return known ? KNOWN : UNKNOWN;
  }
}
