package dev.pipy.ctl.output;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.host.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Lines that are drawn again and again: in place on a terminal, one below the other elsewhere.
///
/// In place they are cut to the window. A line that wraps, or one that has left the window, would
/// not be found again, and the rest be drawn over the wrong ones.
public final class LiveView {

  private static final String CSI = "\u001b[";
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private final Host host;
  private int drawn;
  private Screen.@Nullable Size size;

  public LiveView(Host host) {
    this.host = host;
  }

  /// Draws lines over the ones before. They may be coloured.
  public void draw(List<String> lines) {
    if (host.isScreenSmart()) {
      drawInPlace(lines);
    } else {
      if (drawn > 0) {
        host.out().println();
      }
      lines.forEach(host.out()::println);
      drawn = lines.size();
    }
  }

  /// Leaves what was drawn last; for Ctrl-C, whose sign the terminal has written behind it. Any
  /// thread.
  public void leave() {
    if (host.isScreenSmart()) {
      host.out().println();
    }
  }

  private void drawInPlace(List<String> lines) {
    Screen.Size now = host.screen().size().get();
    StringBuilder frame = new StringBuilder();
    if (drawn > 0) {
      // a window of another size shows the old lines who knows where
      frame.append(now.equals(size) ? "\r" + CSI + drawn + "A" : CSI + "H" + CSI + "2J");
    }
    List<String> fitting = fit(lines, now.lines());
    for (String line : fitting) {
      // cleared first: behind a line as wide as the window, its last letter would be cleared
      frame.append(CSI).append("2K").append(cut(line, now.columns())).append('\n');
    }
    host.out().print(frame.append(CSI).append("J"));
    host.out().flush();
    drawn = fitting.size();
    size = now;
  }

  /// The last line of the window is the cursor's.
  private static List<String> fit(List<String> lines, int height) {
    int most = Math.max(1, height - 1);
    if (lines.size() <= most) {
      return lines;
    }
    List<String> fitting = new ArrayList<>(lines.subList(0, most - 1));
    fitting.add("… " + (lines.size() - most + 1) + " more lines");
    return fitting;
  }

  private static String cut(String line, int columns) {
    String plain = COLOUR.matcher(line).replaceAll("");
    if (plain.codePointCount(0, plain.length()) <= columns) {
      return line;
    }
    StringBuilder shown = new StringBuilder();
    Matcher colours = COLOUR.matcher(line);
    int left = columns - 1;
    int i = 0;
    while (left > 0) {
      if (colours.region(i, line.length()).lookingAt()) {
        shown.append(colours.group());
        i = colours.end();
      } else {
        shown.appendCodePoint(line.codePointAt(i));
        i = line.offsetByCodePoints(i, 1);
        left--;
      }
    }
    return shown + "…" + (plain.length() < line.length() ? CSI + "0m" : "");
  }
}
