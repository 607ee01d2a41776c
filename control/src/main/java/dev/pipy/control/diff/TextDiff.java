package dev.pipy.control.diff;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How two contents of a file differ.
///
/// @param isBinary one of them is no text in UTF-8; there are no lines
/// @param added lines of the second in place of those of the first
/// @param removed lines of the first that the second does not have
/// @param hunks a unified diff with three lines of context, without the names of the files
public record TextDiff(boolean isBinary, int added, int removed, String hunks) {

  private static final int CONTEXT = 3;
  private static final String NO_NEWLINE = "\\ No newline at end of file\n";

  /// Compares two contents; one that is not there is empty.
  public static TextDiff of(byte[] from, byte[] to) {
    var a = text(from);
    var b = text(to);
    if (a == null || b == null) {
      return new TextDiff(true, 0, 0, "");
    }
    return new Writer(lines(a), lines(b)).write();
  }

  private static @Nullable String text(byte[] content) {
    for (byte letter : content) {
      if (letter == 0) {
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException expected) {
      return null;
    }
  }

  /// Each with its line feed, which the last one may lack.
  private static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    int start = 0;
    while (start < text.length()) {
      int feed = text.indexOf('\n', start);
      int end = feed < 0 ? text.length() : feed + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  /// Puts changes that are close to each other into one hunk.
  private static final class Writer {

    private final List<String> from;
    private final List<String> to;
    private final StringBuilder text = new StringBuilder();
    private int added;
    private int removed;

    Writer(List<String> from, List<String> to) {
      this.from = from;
      this.to = to;
    }

    TextDiff write() {
      var hunk = new ArrayList<LineDiff.Change>();
      for (var change : LineDiff.of(from, to)) {
        if (!hunk.isEmpty() && change.from() - hunk.getLast().fromEnd() > 2 * CONTEXT) {
          write(hunk);
          hunk.clear();
        }
        hunk.add(change);
      }
      if (!hunk.isEmpty()) {
        write(hunk);
      }
      return new TextDiff(false, added, removed, text.toString());
    }

    private void write(List<LineDiff.Change> hunk) {
      var first = hunk.getFirst();
      var last = hunk.getLast();
      int before = Math.min(CONTEXT, first.from());
      int after = Math.min(CONTEXT, from.size() - last.fromEnd());
      range("@@ -", first.from() - before, last.fromEnd() + after);
      range(" +", first.to() - before, last.toEnd() + after);
      text.append(" @@\n");
      int at = first.from() - before;
      for (var change : hunk) {
        lines(' ', from, at, change.from());
        lines('-', from, change.from(), change.fromEnd());
        lines('+', to, change.to(), change.toEnd());
        removed += change.fromEnd() - change.from();
        added += change.toEnd() - change.to();
        at = change.fromEnd();
      }
      lines(' ', from, at, at + after);
    }

    /// An empty range is told by the line before it.
    private void range(String sign, int start, int end) {
      int length = end - start;
      text.append(sign).append(length == 0 ? start : start + 1);
      if (length != 1) {
        text.append(',').append(length);
      }
    }

    private void lines(char sign, List<String> lines, int start, int end) {
      for (var line : lines.subList(start, end)) {
        text.append(sign).append(line);
        if (!line.endsWith("\n")) {
          text.append('\n').append(NO_NEWLINE);
        }
      }
    }
  }
}
