package dev.pipy.ctl.shell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Shows commands in bold, and words that no command knows in red, before Enter is pressed.
final class WordHighlighter implements Highlighter {

  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final AttributedStyle KNOWN = AttributedStyle.BOLD;
  private static final AttributedStyle UNKNOWN =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);

  private static final AttributedStyle COMMENT = AttributedStyle.DEFAULT.faint();

  private final CommandSpec root;
  private final TailTips tips;

  WordHighlighter(CommandLine commands) {
    this.root = commands.getCommandSpec();
    this.tips = new TailTips(commands);
  }

  @Override
  public AttributedString highlight(LineReader reader, String buffer) {
    // the reader asks for the colours right before it shows the tip
    reader.setTailTip(tips.of(buffer));
    return shown(buffer);
  }

  AttributedString shown(String buffer) {
    AttributedStringBuilder shown = new AttributedStringBuilder();
    Line line = new Line();
    int shownTo = 0;
    Matcher words = WORD.matcher(buffer);
    while (words.find()) {
      shown.append(buffer.substring(shownTo, words.start()));
      if (words.group().startsWith("#")) {
        shown.styled(COMMENT, buffer.substring(words.start()));
        return shown.toAttributedString();
      }
      shown.styled(line.next(words.group()), words.group());
      shownTo = words.end();
    }
    shown.append(buffer.substring(shownTo));
    return shown.toAttributedString();
  }

  /// What the words so far were.
  private final class Line {

    private CommandSpec command = root;
    private boolean commandNamed;
    private boolean valueFollows;

    AttributedStyle next(String word) {
      if (valueFollows) {
        valueFollows = false;
        return AttributedStyle.DEFAULT;
      }
      return word.startsWith("-")
          ? option(word)
          : commandNamed ? AttributedStyle.DEFAULT : name(word);
    }

    private AttributedStyle option(String word) {
      int equals = word.indexOf('=');
      OptionSpec option = command.findOption(equals < 0 ? word : word.substring(0, equals));
      valueFollows = option != null && equals < 0 && option.arity().max() > 0;
      boolean maybe = option != null || !word.startsWith("--") || word.equals("--");
      return maybe ? AttributedStyle.DEFAULT : UNKNOWN;
    }

    private AttributedStyle name(String word) {
      commandNamed = true;
      CommandLine named = root.subcommands().get(word);
      if (named != null) {
        command = named.getCommandSpec();
      }
      return named != null || ShellWords.ALL.containsKey(word) ? KNOWN : UNKNOWN;
    }
  }
}
